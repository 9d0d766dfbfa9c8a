//! A late type is always the newest, and holds nothing in between.

use hotswap::{Error, LiveData};

use super::api::Job;
use super::matrix::version;
use super::scene::{Scene, error_of};

#[test]
fn each_value_is_restored_by_the_version_that_serves_then() {
    let scene = Scene::of(&[version(1)]);
    let fire = scene.swapper.late_type("Fire");
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    let expected = ["v1: 1 shots", "v2: 1 shots, loud: true", "v3: BANG"];
    for (it, expected) in (1..=3).zip(expected) {
        if it > 1 {
            scene.serve(&[version(it)]);
        }
        for fire in [&fire, &fire.clone()] {
            assert_eq!(fire.restore::<dyn Job>(&data).unwrap().run(), expected);
        }
    }
    scene.wait_until_all_else_is_unloaded();
    assert_eq!(
        (fire.name(), format!("{fire:?}")),
        ("Fire", "LateType(Fire)".to_owned())
    );
}

#[test]
fn a_type_may_be_missing_and_come_back() {
    let scene = Scene::new();
    let fire = scene.swapper.late_type("Fire");
    let none = LiveData::none();
    assert!(matches!(
        error_of(fire.restore::<dyn Job>(&none)),
        Error::NotFound { .. }
    ));
    scene.serve(&[version(1)]);
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    fire.restore::<dyn Job>(&data).unwrap();
    scene.drop_plugin("jobs");
    for error in [
        error_of(fire.restore::<dyn Job>(&data)),
        error_of(scene.swapper.restore::<dyn Job>(&data)),
    ] {
        assert_eq!(
            error.to_string(),
            "no live type `Fire` in the vault, which has none"
        );
    }
    scene.serve(&[version(2)]);
    assert_eq!(
        fire.restore::<dyn Job>(&data).unwrap().run(),
        "v2: 1 shots, loud: true"
    );
}

#[test]
fn an_object_outlives_its_swapper() {
    let scene = Scene::of(&[version(1)]);
    let fire = scene.swapper.late_type("Fire");
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    let job = fire.restore::<dyn Job>(&data).unwrap();
    drop(scene);
    assert_eq!(job.run(), "v1: 1 shots");
    let error = error_of(fire.restore::<dyn Job>(&data));
    assert_eq!(
        error.to_string(),
        "no live type `Fire` in a vault whose swapper was dropped"
    );
}
