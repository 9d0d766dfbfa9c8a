//! What may go wrong between an old version and the one that serves.

use hotswap::{Error, LiveData};
use test_kit::Plugin;

use crate::api::Job;
use crate::matrix::version;
use crate::scene::{Scene, error_of, job, plugin};

/// `Fire` in version 3, with these upgrades.
fn third(upgrades: &str, functions: &str) -> Plugin {
    let attribute = format!("dyn Job, version = 3, {upgrades}");
    let fire = job(
        &attribute,
        "struct Fire { shots: u64 }",
        r#"self.shots.to_string()"#,
    );
    let old = r#"
        #[derive(Deserialize)] struct FireV1 { n: u32 }
        #[derive(Serialize, Deserialize)] struct FireV2 { shots: u32, loud: bool }
    "#;
    plugin("jobs", &[&fire, old, functions].concat())
}

/// What becomes of data of `from` in a plugin.
fn fate(from: u32, reader: Plugin) -> Error {
    let scene = Scene::of(&[version(from)]);
    let data: LiveData = scene.call("jobs", "make", (12u32,));
    scene.serve(&[reader]);
    let error = error_of(scene.run(&data));
    assert_eq!(error.plugin().unwrap_or("jobs"), "jobs");
    error
}

const NAME: &str = "fn name(old: FireV2) -> Fire { Fire { shots: old.shots.into() } }";

#[test]
fn a_step_that_is_missing_is_told_with_those_that_are_there() {
    let error = fate(1, third("upgrade(2 = name)", NAME));
    assert!(matches!(
        error,
        Error::WrongVersion {
            found: 1,
            version: 3,
            ..
        }
    ));
    assert_eq!(
        error.to_string(),
        "Fire version 1 cannot become 3: no upgrade from version 1 (there are 2 → 3); write one, and add \
         `upgrade(1 = its_name)` to #[live_type]"
    );
    let none = job(
        "dyn Job, version = 2",
        "struct Fire { n: u32 }",
        "String::new()",
    );
    assert_eq!(
        fate(1, plugin("jobs", &none)).to_string(),
        "Fire version 1 cannot become 2: no upgrade from version 1 (there are no upgrades); write one, and add \
         `upgrade(1 = its_name)` to #[live_type]"
    );
}

#[test]
fn data_that_does_not_fit_names_the_step() {
    let name = "#[derive(Deserialize)] struct Other { shots: bool }
        fn name(old: Other) -> Fire { Fire { shots: old.shots.into() } }";
    let error = fate(2, third("upgrade(2 = name)", name));
    assert!(matches!(&error, Error::WrongData { path, .. } if &**path == "shots"));
    assert_eq!(
        error.to_string(),
        "live data of type jobs::Fire cannot be read as jobs::Other, to upgrade Fire from version 2 to 3: at `shots`: \
         expected a boolean, found integer `12`"
    );
}

#[test]
fn a_step_that_fails_is_named_and_its_error_stays() {
    let error = fate(2, version(3));
    assert_eq!(
        error.to_string(),
        "failed to upgrade Fire from version 2 to 3: too many shots to name"
    );
    let name =
        r#"fn name(_: FireV2) -> hotswap::Result<Fire> { "x".parse::<u8>()?; unreachable!() }"#;
    let error = fate(2, third("upgrade(2 = name)", name));
    assert_eq!(
        error.to_string(),
        "failed to upgrade Fire from version 2 to 3: invalid digit found in string"
    );
}

#[test]
fn a_step_that_panics_is_a_panic_of_the_plugin() {
    let name = r#"fn name(_: FireV2) -> Fire { panic!("not today") }"#;
    let error = fate(2, third("upgrade(2 = name)", name));
    assert!(matches!(error, Error::Panicked { .. }), "{error}");
    assert!(error.to_string().ends_with("not today"), "{error}");
}

#[test]
fn steps_may_speak_of_types_that_only_look_alike() {
    let steps = "#[derive(Serialize)] struct Louder { shots: u64, loud: bool, more: u8 }
        fn count(old: FireV1) -> Louder { Louder { shots: old.n.into(), loud: true, more: 1 } }";
    let reader = third("upgrade(1 = count, 2 = name)", &[steps, NAME].concat());
    let scene = Scene::of(&[version(1)]);
    let data: LiveData = scene.call("jobs", "make", (12u32,));
    scene.serve(&[reader]);
    assert_eq!(scene.run(&data).unwrap(), "12");
}

#[test]
fn data_of_another_live_type_is_not_taken_for_this_one() {
    let scene = Scene::of(&[version(1)]);
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    scene.serve(&[plugin(
        "jobs",
        &job("dyn Job", "struct Blaze { n: u32 }", "String::new()"),
    )]);
    let blaze = scene.swapper.late_type("Blaze");
    let error = error_of(blaze.restore::<dyn Job>(&data));
    assert_eq!(
        error.to_string(),
        "the data is of live type `Fire`, not `Blaze`: restore it by its own name, or add \
         `alias = \"Fire\"` to the #[live_type] of Blaze"
    );
}
