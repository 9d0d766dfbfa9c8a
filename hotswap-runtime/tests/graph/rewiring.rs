//! Files that move while what they need is rebuilt.

use std::fs;

use crate::common::scene::{Scene, linked};

/// beta needs alpha, and both serve.
fn pair(test: &str) -> Scene {
    let scene = Scene::new(test);
    scene.add(&linked("alpha", 1));
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.load().unwrap();
    scene
}

#[test]
fn what_was_renamed_is_rewired_from_where_it_is_now() {
    let scene = pair("graph_renamed");
    let directory = scene.plugins.path();
    fs::rename(directory.join("libbeta.so"), directory.join("beta.so")).unwrap();
    let nothing = "alpha: unchanged, beta: unchanged";
    assert_eq!(scene.reload().unwrap().to_string(), nothing);
    scene.add(&linked("alpha", 2));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: ok, beta: rewired"
    );
    assert_eq!(scene.path("beta"), "beta1(alpha2())");
}

#[test]
fn a_whole_directory_may_take_the_place_of_another() {
    let scene = pair("graph_directory");
    let next = Scene::new("graph_directory_next");
    next.add(&linked("alpha", 2));
    fs::copy(scene.plugins.library("beta"), next.plugins.library("beta")).unwrap();
    scene.plugins.remove("beta");
    scene.swapper.set_plugin_dir(next.plugins.path());
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: ok, beta: rewired"
    );
    assert_eq!(scene.path("beta"), "beta1(alpha2())");
}

#[test]
fn a_failed_reload_leaves_the_importer_tied_to_what_it_had() {
    let scene = pair("graph_changing");
    scene.add(&linked("alpha", 2));
    scene.add(&linked("beta", 2).needs("alpha").panics_in("on_init"));
    scene.reload().unwrap_err();
    assert_eq!(scene.path("beta"), "beta1(alpha1())");
    scene.add(&linked("beta", 3).needs("alpha"));
    assert_eq!(scene.reload().unwrap().to_string(), "alpha: ok, beta: ok");
    assert_eq!(scene.path("beta"), "beta3(alpha2())");
}

#[test]
fn a_rollback_brings_the_old_wires_back() {
    let scene = Scene::with("graph_rollback", |builder| {
        builder.free_delay(std::time::Duration::from_secs(60))
    });
    scene.add(&linked("alpha", 1));
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.load().unwrap();
    scene.add(&linked("alpha", 2));
    scene.reload().unwrap();
    assert_eq!(scene.path("beta"), "beta1(alpha2())");
    scene.swapper.rollback().unwrap();
    assert_eq!(scene.path("beta"), "beta1(alpha1())");
    scene.swapper.forget_refused();
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: ok, beta: rewired"
    );
    assert_eq!(scene.path("beta"), "beta1(alpha2())");
}
