//! What a directory may hold, and what of it can be reached.

use hotswap::Error;
use hotswap_runtime::{FileError, ReloadError};

use crate::common::scene::{Actor, Scene};

#[test]
fn conflict_two_files_of_one_name_are_refused_and_both_listed() {
    let scene = Scene::new("conflict");
    scene.add_as(&Actor::new("world", 1), "libworld.so");
    scene.add_as(&Actor::new("world", 1), "World.so");
    let error = scene.load().unwrap_err();
    assert!(matches!(error, ReloadError::Conflict { .. }));
    let text = error.to_string();
    assert!(
        text.contains("libworld.so") && text.contains("World.so"),
        "{text}"
    );
    assert!(scene.journal().is_empty(), "no code of theirs has run");
}

#[test]
fn one_plugin_is_loaded_and_everything_in_it_is_reached() {
    let scene = Scene::new("one");
    scene.add(&Actor::new("world", 1).with(
        r#"
        #[plugin_fn] fn polish(n: u32) -> String { format!("polished {n}") }
        #[live_fn] fn greet(name: &str) -> hotswap::Result<String> { Ok(format!("hello {name}")) }
        #[live_fn(name = "part")] fn say_goodbye() -> String { "bye".to_owned() }
        "#,
    ));
    assert_eq!(scene.load().unwrap().to_string(), "world: ok");
    let manager = scene.swapper.current();
    let world = manager.plugin("world").unwrap();
    assert_eq!(
        world.invoke::<String>("polish", (1u32,)).unwrap(),
        "polished 1"
    );
    assert_eq!(world.version(), "1.0.0");
    assert_eq!(manager.vault().live_fn_names().unwrap(), ["greet", "part"]);
    let greet = manager.vault().live_fn("greet").unwrap();
    assert_eq!(greet.call::<String>(("Bob",)).unwrap(), "hello Bob");
    assert_eq!(
        scene.journal(),
        [
            "world1.default",
            "world1.reloadable",
            "world1.on_load",
            "world1.on_init"
        ]
    );
}

#[test]
fn one_set_of_plugins_cannot_be_loaded_twice() {
    let scene = Scene::new("one_twice");
    scene.add(&Actor::new("world", 1));
    scene.load().unwrap();
    let error = scene.load().unwrap_err();
    assert!(matches!(error, ReloadError::AlreadyLoaded), "{error}");
    assert_eq!(scene.version("world"), 1);
}

#[test]
fn two_plugins_are_loaded_hook_by_hook() {
    let scene = Scene::new("two");
    scene.add(&Actor::new("b", 1));
    scene.add(&Actor::new("a", 1));
    assert_eq!(scene.load().unwrap().to_string(), "a: ok, b: ok");
    assert_eq!(
        scene.journal(),
        [
            "a1.default",
            "a1.reloadable",
            "b1.default",
            "b1.reloadable",
            "a1.on_load",
            "b1.on_load",
            "a1.on_init",
            "b1.on_init"
        ]
    );
}

#[test]
fn missing1_a_library_that_is_no_plugin_is_refused_and_says_so() {
    let scene = Scene::new("missing1");
    let source = r#"#[unsafe(no_mangle)] pub extern "C" fn hello() {}"#;
    let library = test_kit::rustc_cdylib("stranger", source, &[]);
    test_kit::publish(&library, scene.plugins.path(), "stranger");
    let text = scene.load().unwrap_err().to_string();
    assert!(text.contains("libstranger.so"), "{text}");
    assert!(
        text.contains("nothing in it is marked with #[hotswap::plugin]"),
        "{text}"
    );
}

#[test]
fn missing2_a_library_with_items_but_without_a_plugin_is_refused_and_says_so() {
    let scene = Scene::new("missing2");
    let source = "use hotswap::prelude::*; #[plugin_fn] fn lonely() {}";
    scene
        .plugins
        .add(&test_kit::Plugin::new("lonely").source(source));
    let error = scene.load().unwrap_err();
    let text = error.to_string();
    assert!(text.contains("has 1 plugin items but no plugin"), "{text}");
    let ReloadError::Refused { problems, .. } = error else {
        panic!("{error}");
    };
    assert!(matches!(problems[..], [FileError::Inspect(_)]));
}

#[test]
fn duplicate_live_func_name_in_two_plugins_is_refused_and_both_are_named() {
    let scene = Scene::new("duplicateLiveFuncName");
    let greet = "#[live_fn] fn greet() -> u32 { 1 }";
    scene.add(&Actor::new("first", 1).with(greet));
    scene.add(&Actor::new("second", 1).with(greet));
    let error = scene.load().unwrap_err();
    assert!(matches!(error, ReloadError::DuplicateLiveFn { .. }));
    assert_eq!(
        error.to_string(),
        "plugins first and second both have a live function `greet`: rename one"
    );
    let journal = scene.journal();
    assert_eq!(
        journal[journal.len() - 2..],
        ["second1.on_free", "first1.on_free"]
    );
}

#[test]
fn plugin_lookup_finds_right_names_and_types_and_explains_wrong_ones() {
    let scene = Scene::new("lookup");
    scene.add(&Actor::new("my-world", 1).with("#[plugin_fn] fn hum(n: u32) -> u32 { n }"));
    scene.load().unwrap();
    let manager = scene.swapper.current();
    for name in ["my_world", "my-world", "My-World"] {
        assert!(manager.plugin(name).is_ok(), "{name}");
    }
    let missing = manager.plugin("my_wolrd").unwrap_err();
    assert!(
        missing.to_string().contains("did you mean `my_world`?"),
        "{missing}"
    );

    let world = manager.plugin("my_world").unwrap();
    let missing = world.invoke::<u32>("humm", (1u32,)).unwrap_err();
    assert!(
        missing.to_string().contains("did you mean `hum`?"),
        "{missing}"
    );
    let wrong = world.invoke::<u32>("hum", ("one",)).unwrap_err();
    assert!(matches!(wrong, Error::SignatureMismatch { .. }));
    let text = wrong.to_string();
    assert!(
        text.contains("argument 1 (n): host &str, plugin u32"),
        "{text}"
    );
    let wrong = world
        .invoke::<String>("hum", (1u32,))
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("result: host String, plugin u32"), "{wrong}");
    assert_eq!(world.invoke::<u32>("hum", (1u32,)).unwrap(), 1);
}

#[test]
fn the_allow_list_keeps_others_out_and_must_name_plugins_that_are_there() {
    let allowing = |test: &str, names: &'static [&'static str]| {
        let scene = Scene::with(test, |builder| builder.allow(names));
        scene.add(&Actor::new("world", 1));
        scene.add(&Actor::new("cat", 1));
        scene
    };
    let scene = allowing("allow", &["World"]);
    assert_eq!(scene.load().unwrap().to_string(), "world: ok");
    assert!(scene.swapper.current().plugin("cat").is_err());

    let error = allowing("allow_wrong", &["wrold"]).load().unwrap_err();
    assert!(
        error.to_string().contains("did you mean `world`?"),
        "{error}"
    );
}

#[test]
fn an_item_that_the_linker_dropped_is_missed() {
    let scene = Scene::new("dropped");
    // What a macro makes, without the entry in the table that the linker collects.
    let lost = r#"
        const LOST: hotswap::manifest::ItemRecord = hotswap::manifest::ItemRecord {
            krate: "lost",
            kind: hotswap::manifest::ItemKind::LiveFn,
            name: "lost",
            signature: &hotswap::shape::TypeDesc::function("lost", &[hotswap::shape::Part {
                label: "",
                ty: <u32 as hotswap::shape::Shape>::TYPE,
            }]),
        };
        #[used]
        #[unsafe(link_section = ".hotswap")]
        static RECORD: [u8; LOST.encoded_len()] = LOST.encode();
    "#;
    scene.add(&Actor::new("world", 1).with(lost));
    let error = scene.load().unwrap_err().to_string();
    assert!(
        error.contains("lists 2 items but the linker kept 1"),
        "{error}"
    );
    assert!(scene.journal().is_empty(), "its plugin was not created");
}
