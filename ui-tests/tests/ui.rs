//! Runs the cases. Two tests, since trybuild builds all failing cases at once only if none should pass.

use test_kit::{Plugin, plugin_source};

#[test]
fn wrong_code_is_explained() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn right_code_compiles() {
    trybuild::TestCases::new().pass("pass/*.rs");
}

/// Seen only once code is generated, so `cargo check`, and with it trybuild, does not see it.
#[test]
fn a_second_plugin_in_a_crate_does_not_build() {
    let second = "mod second {
        use hotswap::prelude::*;
        #[derive(Default)] pub struct Q;
        #[hotswap::plugin] impl Plugin for Q {}
    }";
    let twice = Plugin::new("twice").source(plugin_source(second));
    let panic = std::panic::catch_unwind(|| twice.build()).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.contains("symbol `hotswap1_root_twice` is already defined"),
        "{message}"
    );
}
