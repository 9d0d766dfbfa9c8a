//! Items that no plugin claims, and items that two do.

use hotswap::prelude::*;
use hotswap_runtime::ReloadError;
use linking_tests::{Scene, Way};

hotswap_runtime::link!(mode_alpha);
use mode_stray as _;

/// A plugin of this test's own, which claims what is alpha's.
#[derive(Default)]
pub struct Greedy;

#[hotswap::plugin(items = [mode_alpha_items])]
impl Plugin for Greedy {}

#[test]
fn items_of_no_plugin_and_items_of_two_are_errors_that_name_their_crates() {
    let scene = Scene::new(Way::Linked);
    let swapper = scene.builder(&["mode_alpha"]).build().unwrap();
    let error = swapper.load(&LiveData::none()).unwrap_err();
    let ReloadError::LinkedPlugins { problems, .. } = &error else {
        panic!("{error}")
    };
    let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "the items of the crate `mode_alpha_items` are claimed by the plugins mode_alpha and stray: this \
             binary has one copy of the crate, so only one plugin can own it",
            "`strayed` in the crate `mode_stray` belongs to no plugin: write #[hotswap::plugin(items = \
             [mode_stray])] in the plugin that owns it"
        ]
    );
}
