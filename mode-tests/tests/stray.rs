//! Items that no plugin claims.

use hotswap::LiveData;
use mode_tests::{Scene, Way};

hotswap_runtime::link!(mode_solo);
use mode_stray as _;

#[test]
fn an_item_of_no_plugin_is_an_error_that_names_its_crate() {
    let scene = Scene::new(Way::Linked);
    let swapper = scene.builder(&["mode_solo"]).build().unwrap();
    let error = swapper.load(&LiveData::none()).unwrap_err().to_string();
    assert_eq!(
        error,
        "`strayed` in the crate `mode_stray` belongs to no plugin: write #[hotswap::plugin(items = [mode_stray])] \
         in the one whose it is"
    );
}
