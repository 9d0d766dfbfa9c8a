//! Two linked plugins whose names are one: `mode_solo`, and this test, which is called `Mode_Solo`.
#![allow(non_snake_case, reason = "it is the point")]

use hotswap::prelude::*;
use hotswap_runtime::{ReloadError, StaticLinkError};
use linking_tests::{Scene, Way};

hotswap_runtime::link!(mode_solo);

/// The plugin.
#[derive(Default)]
pub struct Solo;

#[hotswap::plugin]
impl Plugin for Solo {}

#[test]
fn two_linked_plugins_whose_names_are_one_are_refused_and_both_are_named() {
    let scene = Scene::new(Way::Linked);
    let swapper = scene.builder(&["mode_solo"]).build().unwrap();
    let error = swapper.load(&LiveData::none()).unwrap_err();
    assert!(
        matches!(&error, ReloadError::LinkedPlugins { problems, .. } if matches!(problems[..], [StaticLinkError::Conflict { .. }])),
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        "the crates `Mode_Solo` and `mode_solo` have the same plugin name: rename one"
    );
}
