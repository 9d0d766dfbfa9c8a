//! Lists, aliases, names that are given twice.

use hotswap::LiveData;
use hotswap_runtime::ReloadError;
use test_kit::Plugin;

use super::api::Job;
use super::matrix::version;
use super::scene::{Scene, job, plugin};

/// A plugin with one live type, under these names.
fn with_type(plugin_name: &str, options: &str) -> Plugin {
    let attribute = format!("dyn Job{options}");
    let fire = job(
        &attribute,
        "struct Fire { n: u32 }",
        r#"format!("{} shots", self.n)"#,
    );
    plugin(plugin_name, &fire)
}

#[test]
fn a_vault_tells_what_is_in_it_with_signatures() {
    let more = "#[live_fn] fn greet(name: &str) -> String { name.to_owned() }
        #[live_fn] fn add(a: u32, b: u32) -> u32 { a + b }";
    let scene = Scene::of(&[version(2), plugin("world", more)]);
    let manager = scene.swapper.current();
    let lines = |items: Vec<hotswap::LiveItem>| {
        let lines = items.iter().map(ToString::to_string);
        lines.collect::<Vec<_>>()
    };
    assert_eq!(
        lines(manager.vault().live_types().unwrap()),
        ["Fire (version 2): dyn Job, in plugin jobs"]
    );
    assert_eq!(
        lines(manager.vault().live_fns().unwrap()),
        [
            "add: fn(a: u32, b: u32) -> u32, in plugin world",
            "greet: fn(name: &str) -> String, in plugin world"
        ]
    );
}

#[test]
fn a_plugin_sees_the_same_lists() {
    let list = "#[plugin_fn] fn list() -> hotswap::Result<Vec<String>> {
            Ok(VAULT.get().unwrap().live_types()?.iter().map(ToString::to_string).collect())
        }";
    let scene = Scene::of(&[
        with_type("jobs", ", alias = \"Flame\""),
        plugin("world", list),
    ]);
    let lines: Vec<String> = scene.call("world", "list", ());
    assert_eq!(
        lines,
        [
            "Fire (version 1): dyn Job, in plugin jobs",
            "Flame (Fire, version 1): dyn Job, in plugin jobs"
        ]
    );
}

#[test]
fn data_that_was_made_under_a_former_name_is_restored_under_the_new_one() {
    let scene = Scene::of(&[version(1)]);
    let data: LiveData = scene.call("jobs", "make", (2u32,));
    let blaze = job(
        r#"dyn Job, name = "arson", alias = "Flame", alias = "Fire""#,
        "struct Blaze { n: u32 }",
        r#"format!("{} blazes", self.n)"#,
    );
    let make =
        "#[plugin_fn] fn make(n: u32) -> hotswap::Result<LiveData> { Blaze { n }.to_live() }";
    scene.serve(&[plugin("jobs", &[&blaze, make].concat())]);
    assert_eq!(scene.run(&data).unwrap(), "2 blazes");
    let arson = scene.swapper.late_type("arson");
    assert_eq!(arson.restore::<dyn Job>(&data).unwrap().run(), "2 blazes");
    let new: LiveData = scene.call("jobs", "make", (1u32,));
    assert_eq!(new.live_type(), Some(("arson", 1)));
}

#[test]
fn a_name_in_two_plugins_is_refused_and_both_are_named() {
    let scene = Scene::of(&[with_type("alpha", "")]);
    for other in ["", ", name = \"Blaze\", alias = \"Fire\""] {
        let error = scene.try_serve(&[with_type("beta", other)]).unwrap_err();
        assert!(matches!(error, ReloadError::DuplicateLiveType { .. }));
        assert_eq!(
            error.to_string(),
            "plugins alpha and beta both have a live type `Fire`: rename one"
        );
        let manager = scene.swapper.current();
        assert_eq!(manager.vault().live_type("Fire").unwrap().plugin(), "alpha");
    }
    scene.serve(&[with_type("beta", ", name = \"Blaze\"")]);
}

/// In one crate the compiler finds it. A plugin may have live types of its dependencies, too.
#[test]
fn a_name_twice_in_one_plugin_is_refused_before_it_is_opened() {
    let fire = job("dyn Job", "struct Fire { n: u32 }", "String::new()");
    let api = Plugin::new("api").source(super::scene::API).build_rlib();
    let source = format!("use api::*; use hotswap::prelude::*; use serde::*; pub {fire}")
        .replace("#[derive", "#[allow(missing_docs)] #[derive")
        .replace("pub #[live_type(dyn Job)]", "#[live_type(dyn Job)]")
        .replace("struct Fire", "pub struct Fire");
    let library = Plugin::new("shared")
        .source(source)
        .depends_on("api", api)
        .build_rlib();
    let uses = format!("{fire} pub use shared::Fire as Other;");
    let scene = Scene::new();
    let both = plugin("jobs", &uses).depends_on("shared", library);
    let error = scene.try_serve(&[both]).unwrap_err().to_string();
    assert!(
        error.contains("the plugin has two live types called `Fire`: rename one"),
        "{error}"
    );
}

#[test]
fn a_live_type_and_a_live_function_may_have_one_name() {
    let function = "#[live_fn(name = \"Fire\")] fn fire() -> u32 { 3 }";
    let scene = Scene::of(&[with_type("jobs", ""), plugin("world", function)]);
    let manager = scene.swapper.current();
    let shots: u32 = manager.vault().live_fn("Fire").unwrap().call(()).unwrap();
    assert_eq!(shots, 3);
    assert_eq!(manager.vault().live_type("Fire").unwrap().plugin(), "jobs");
}
