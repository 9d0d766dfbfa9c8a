//! Stats, reports and checks as JSON: they have the keys that the page about them has.

use std::collections::BTreeSet;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::serialized::{FORMAT, Library};
use hotswap_runtime::{OnRefused, Swapper};
use serde_json::Value;
use test_kit::{Plugin, PluginDir, plugin_source};

const PAGE: &str = include_str!("../../src/docs/serialized.rs");

fn plugin(version: u32) -> Plugin {
    let source = plugin_source(&format!("#[plugin_fn] fn version() -> u32 {{ {version} }}"));
    Plugin::new("world").source(source)
}

/// A host that has replaced a version, and keeps it for its free delay.
fn host() -> (PluginDir, Swapper) {
    let plugins = PluginDir::new();
    plugins.add(&plugin(1));
    let builder = Swapper::builder(plugins.path()).free_delay(Duration::from_secs(3600));
    let swapper = builder.on_refused(OnRefused::KeepOld).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    (plugins, swapper)
}

fn json(value: &impl serde::Serialize) -> Value {
    let value = serde_json::to_value(value).unwrap();
    assert_eq!(value["format"], FORMAT);
    value
}

/// The keys of an object, and those of the objects in it.
fn keys(value: &Value, under: &str, keys_found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = format!("{under}.{key}");
                keys(value, &path, keys_found);
                keys_found.insert(path);
            }
        }
        Value::Array(list) => list.iter().for_each(|it| keys(it, under, keys_found)),
        _ => {}
    }
}

fn keys_of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keys(value, "", &mut found);
    found
}

/// The example under a heading of the page.
fn example(heading: &str) -> Value {
    let page: String = PAGE.lines().fold(String::new(), |text, line| {
        text + line.trim_start_matches("//!").trim_start() + "\n"
    });
    let section = page.split(&format!("# {heading}\n")).nth(1).unwrap();
    let example = section.split("serde_json::json!(\n").nth(1).unwrap();
    let example = example.split("# );").next().unwrap();
    serde_json::from_str(example).unwrap()
}

#[test]
fn a_report_has_the_keys_of_the_page() {
    let (plugins, swapper) = host();
    std::fs::write(plugins.library("world"), "no library").unwrap();
    let report = json(&swapper.reload(&LiveData::none()).unwrap());
    assert_eq!(report["plugins"]["world"]["outcome"], "kept");
    let reason = report["plugins"]["world"]["reason"].as_str().unwrap();
    assert!(reason.contains("is not a shared library"), "{reason}");
    assert_eq!(keys_of(&report), keys_of(&example("`ReloadReport`")));
}

#[test]
fn stats_have_the_keys_of_the_page() {
    let (plugins, swapper) = host();
    plugins.add(&plugin(2));
    swapper.reload(&LiveData::none()).unwrap();
    let mut stats = json(&swapper.stats());
    assert_eq!(stats["libraries"], Value::Array(Vec::new()));
    let mut expected = example("`Stats`");
    assert_eq!(
        stats["versions"][0]["held_by"][0]["kind"],
        expected["versions"][0]["held_by"][0]["kind"]
    );
    for value in [&mut stats, &mut expected] {
        value["libraries"] = Value::Null;
    }
    assert_eq!(keys_of(&stats), keys_of(&expected));
}

#[test]
fn a_library_and_a_check_have_the_keys_of_the_page() {
    let (plugins, _swapper) = host();
    let file = plugins.library("world");
    let (inspection, needs) = hotswap_runtime::needs::Needs::of_file(&file).unwrap();
    let library = json(&Library::new(&file, &inspection, &needs));
    let expected = example("`Library` and `Check`");
    let top = |value: &Value| {
        let keys = value.as_object().unwrap().keys();
        keys.cloned().collect::<BTreeSet<_>>()
    };
    assert_eq!(top(&library), top(&expected));
    assert_eq!(top(&library["items"][0]), top(&expected["items"][0]));
    let check = json(&hotswap_runtime::check(plugins.path()).unwrap());
    assert_eq!(
        top(&check),
        ["format", "plugins", "problems"].map(str::to_owned).into()
    );
    let mut plugin = top(&check["plugins"][0]);
    assert!(plugin.remove("name") && plugin.remove("remarks"));
    assert_eq!(plugin, top(&expected));
}

#[test]
fn what_is_left_after_a_close_is_told() {
    let (_plugins, swapper) = host();
    let world = swapper.current().plugin("world").unwrap().clone();
    let report = json(&swapper.close(Duration::ZERO));
    assert_eq!(report["complete"], false);
    let held_by = report["remaining"][0]["held_by"].as_array().unwrap();
    assert!(
        held_by
            .iter()
            .any(|it| it["kind"] == "plugins" && it["count"] == 1),
        "{report}"
    );
    drop(world);
}
