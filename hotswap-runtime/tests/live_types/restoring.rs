//! A value becomes data, and the data an object.

use hotswap::{Error, LiveData};
use test_kit::Plugin;

use super::api::{Job, Timer};
use super::scene::{API, Scene, error_of, job, plugin, plugin_with_api};

const MAKE: &str =
    "#[plugin_fn] fn make(n: u32) -> hotswap::Result<LiveData> { Fire { n }.to_live() }";

fn fire() -> String {
    let fire = job(
        "dyn Job",
        "struct Fire { n: u32 }",
        r#""fire ".repeat(self.n as usize)"#,
    );
    format!("{fire}\n{MAKE}")
}

fn jobs() -> Plugin {
    plugin("jobs", &fire())
}

#[test]
fn a_value_is_restored_by_the_name_inside_its_data() {
    let scene = Scene::of(&[jobs()]);
    let data: LiveData = scene.call("jobs", "make", (3u32,));
    assert_eq!(data.live_type(), Some(("Fire", 1)));
    assert_eq!(scene.run(&data).unwrap(), "fire fire fire ");
    let job = scene.swapper.restore::<dyn Job>(&data).unwrap();
    assert_eq!(job.run(), "fire fire fire ");
    assert_eq!(format!("{job:?}"), "Obj<dyn Job> of jobs");
}

#[test]
fn a_value_is_restored_by_a_name_that_is_given() {
    let scene = Scene::of(&[jobs()]);
    let manager = scene.swapper.current();
    let fire = manager.vault().live_type("Fire").unwrap();
    assert_eq!(
        format!("{fire:?}"),
        "LiveType(jobs.Fire version 1: dyn Job)"
    );
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    assert_eq!(fire.restore::<dyn Job>(&data).unwrap().run(), "fire ");
}

#[test]
fn data_without_a_name_is_restored_by_a_name_that_is_given() {
    #[derive(serde::Serialize)]
    struct Anything {
        n: u32,
    }
    let scene = Scene::of(&[jobs()]);
    let data = LiveData::wrap(&Anything { n: 2 }).unwrap();
    let fire = scene.swapper.late_type("Fire");
    assert_eq!(fire.restore::<dyn Job>(&data).unwrap().run(), "fire fire ");
    for error in [
        error_of(scene.swapper.restore::<dyn Job>(&data)),
        error_of(scene.run(&data)),
    ] {
        assert!(
            error.to_string().contains("create it with `to_live()`"),
            "{error}"
        );
    }
}

#[test]
fn data_survives_a_store_of_bytes() {
    let scene = Scene::of(&[jobs()]);
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    let stored = LiveData::from_bytes(data.into_bytes()).unwrap();
    assert_eq!(scene.run(&stored).unwrap(), "fire ");
}

#[test]
fn one_plugin_restores_what_another_has_made() {
    let worker = r#"
        #[plugin_fn] fn work(data: LiveData) -> hotswap::Result<String> {
            let vault = VAULT.get().unwrap();
            let job = vault.restore::<dyn Job>(&data)?;
            let by_name = vault.live_type("Fire")?;
            Ok(format!("{} {:?} {:?}", job.run(), job, by_name))
        }
    "#;
    let scene = Scene::of(&[jobs(), plugin("worker", worker)]);
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    let said: String = scene.call("worker", "work", (data,));
    assert_eq!(
        said,
        "fire  Obj<dyn Job> of jobs LiveType(jobs.Fire version 1: dyn Job)"
    );
}

#[test]
fn a_type_may_have_several_interfaces_and_be_an_enum() {
    let source = r#"
        #[live_type(dyn Job, dyn Timer)]
        #[derive(Serialize, Deserialize)]
        enum Alarm { At(u64) }
        impl Job for Alarm { fn run(&self) -> String { "ring".to_owned() } }
        impl Timer for Alarm { fn due(&self) -> u64 { let Self::At(due) = self; *due } }
        #[plugin_fn] fn make() -> hotswap::Result<LiveData> { Alarm::At(7).to_live() }
    "#;
    let scene = Scene::of(&[plugin("clock", source)]);
    let data: LiveData = scene.call("clock", "make", ());
    assert_eq!(scene.run(&data).unwrap(), "ring");
    assert_eq!(scene.swapper.restore::<dyn Timer>(&data).unwrap().due(), 7);
}

#[test]
fn an_interface_that_a_type_has_not_is_told_with_those_that_it_has() {
    let scene = Scene::of(&[jobs()]);
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    let error = error_of(scene.swapper.restore::<dyn Timer>(&data));
    assert!(matches!(error, Error::SignatureMismatch { .. }));
    assert_eq!(error.to_string(), "jobs.Fire is `dyn Job`, not `dyn Timer`");
}

#[test]
fn another_version_of_an_interface_is_told_with_the_difference() {
    let api = API.replace("fn run(&self) -> String", "fn run(&self) -> Vec<u8>");
    let items = fire().replace("-> String", "-> Vec<u8>").replace(
        ".repeat(self.n as usize)",
        ".repeat(self.n as usize).into_bytes()",
    );
    let scene = Scene::of(&[plugin_with_api("jobs", &items, &api)]);
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    let error = error_of(scene.swapper.restore::<dyn Job>(&data));
    let difference = "method run: result: host String, plugin Vec<u8>";
    assert!(error.to_string().contains(difference), "{error}");
}

#[test]
fn a_name_that_nobody_has_gets_a_suggestion() {
    let scene = Scene::of(&[jobs()]);
    let error = error_of(scene.swapper.current().vault().live_type("Fier"));
    assert_eq!(
        error.to_string(),
        "no live type `Fier` in the vault; did you mean `Fire`?"
    );
}

#[test]
fn a_panic_while_a_value_is_read_is_an_error_with_the_plugins_name() {
    let source = r#"
        #[live_type(dyn Job)]
        #[derive(Serialize)]
        struct Trap;
        impl<'de> Deserialize<'de> for Trap {
            fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> { panic!("it snaps") }
        }
        impl Job for Trap { fn run(&self) -> String { String::new() } }
        #[plugin_fn] fn make() -> hotswap::Result<LiveData> { Trap.to_live() }
    "#;
    let scene = Scene::of(&[plugin("traps", source)]);
    let data: LiveData = scene.call("traps", "make", ());
    let error = error_of(scene.run(&data));
    assert!(matches!(error, Error::Panicked { .. }), "{error}");
    assert_eq!(error.plugin(), Some("traps"));
    assert!(error.to_string().ends_with("it snaps"), "{error}");
}

#[test]
fn an_object_keeps_its_version_and_nothing_else_does() {
    let scene = Scene::of(&[jobs()]);
    let data: LiveData = scene.call("jobs", "make", (1u32,));
    let job = scene.swapper.restore::<dyn Job>(&data).unwrap();
    let louder = fire().replace("fire ", "FIRE ");
    scene.serve(&[plugin("jobs", &louder)]);
    assert_eq!(scene.run(&data).unwrap(), "FIRE ");
    assert_eq!(job.run(), "fire ");
    drop(job);
    scene.wait_until_all_else_is_unloaded();
}
