//! The kit itself: what it builds is what was asked for, and is built once.

use std::fs;
use std::process::Command;

use test_kit::{Plugin, PluginDir, Toolchain, child, plugin_source};

fn world(number: u32) -> Plugin {
    let body = format!("#[plugin_fn] fn number() -> u32 {{ {number} }}");
    Plugin::new("world").source(plugin_source(&body))
}

#[test]
fn an_unchanged_plugin_is_built_once() {
    let library = world(1).build();
    let built = fs::metadata(&library).unwrap().modified().unwrap();
    assert_eq!(world(1).build(), library);
    assert_eq!(fs::metadata(&library).unwrap().modified().unwrap(), built);
}

#[test]
fn source_version_edition_and_flags_each_make_another_plugin() {
    let base = world(1).build();
    assert_ne!(world(2).build(), base);
    assert_ne!(world(1).version("9.9.9").build(), base);
    assert_ne!(world(1).edition(2021).build(), base);
    assert_ne!(world(1).flag("-Copt-level=1").build(), base);
}

#[test]
fn a_plugin_may_use_serde_and_a_crate_of_its_own() {
    let api = Plugin::new("api").source("#[derive(hotswap::Abi)] pub struct Seven(pub u32);");
    let body = "
        #[derive(serde::Serialize, serde::Deserialize)] pub struct S { n: u32 }
        #[plugin_fn] fn seven() -> api::Seven { api::Seven(7) }";
    Plugin::new("user")
        .source(plugin_source(body))
        .depends_on("api", api.build_rlib())
        .build();
}

#[test]
fn a_plugin_may_use_crates_from_the_registry() {
    let body = "#[plugin_fn] fn is_unix() -> bool { cfg_if::cfg_if! { if #[cfg(unix)] { true } else { false } } }";
    let plugin = Plugin::new("with-crates")
        .source(plugin_source(body))
        .dependency("cfg-if = \"1\"");
    let library = plugin.build();
    assert!(library.ends_with(test_kit::file_name("with-crates")));
    assert_eq!(plugin.build(), library);
}

#[test]
fn a_plugin_that_does_not_compile_panics_with_the_compilers_words() {
    let wrong = Plugin::new("wrong").source("fn f() { nonsense }");
    let panic = std::panic::catch_unwind(|| wrong.build()).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.contains("cannot find value `nonsense`"),
        "{message}"
    );
}

#[test]
fn a_directory_replaces_and_removes_plugins() {
    let directory = PluginDir::new();
    let first = fs::read(directory.add(&world(1))).unwrap();
    let second = fs::read(directory.add(&world(2))).unwrap();
    assert!(first != second);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    directory.remove("world");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn files_that_are_no_plugins_can_be_made() {
    let cdylib = test_kit::rustc_cdylib(
        "plain",
        "#[unsafe(no_mangle)] pub extern \"C\" fn f() {}",
        &[],
    );
    let object = test_kit::rustc_object("object", "pub fn f() {}", &[]);
    assert!(cdylib.exists() && object.exists());
    let program = test_kit::rustc_executable("program", "fn main() { print!(\"ran\") }", &[]);
    assert_eq!(Command::new(program).output().unwrap().stdout, b"ran");
}

#[test]
fn a_crash_stays_in_the_child() {
    let outcome = child().with(7).run(|with| {
        eprintln!("got {with}");
        std::process::abort();
    });
    assert!(outcome.output.contains("got 7"), "{outcome}");
    #[cfg(unix)]
    assert_eq!(outcome.signal(), Some(6), "{outcome}");
    assert!(!outcome.success());
}

#[test]
fn what_a_child_leaves_among_the_temporary_files_goes_with_it() {
    let outcome =
        child().run(|_| println!("left {}", tempfile::tempdir().unwrap().keep().display()));
    let place = outcome.output.split("left ").nth(1).unwrap().lines().next();
    assert!(!fs::exists(place.unwrap()).unwrap(), "{outcome}");
}

#[test]
fn an_isolated_case_that_fails_says_what_it_said() {
    let failed = std::panic::catch_unwind(|| test_kit::isolated(|| panic!("on purpose")));
    let words = failed.unwrap_err();
    let words = words.downcast_ref::<String>().unwrap();
    assert!(words.contains("on purpose"), "{words}");
}

#[test]
fn a_child_that_hangs_is_killed() {
    let outcome = child()
        .limit(std::time::Duration::from_millis(300))
        .run(|_| {
            loop {
                std::thread::park();
            }
        });
    assert!(outcome.status.is_none(), "{outcome}");
}

#[test]
fn a_child_may_run_under_another_program() {
    let outcome = child()
        .under(&["env", "UNDER=7"])
        .run(|_| println!("UNDER is {}", std::env::var("UNDER").unwrap()));
    assert!(outcome.output.contains("UNDER is 7"), "{outcome}");
}

#[test]
fn a_toolchain_with_flags_builds_plugins_and_api_crates() {
    let Some(nightly) = Toolchain::shuffling(1) else {
        return;
    };
    let api = "#[derive(hotswap::Abi, serde::Serialize)] pub struct Word(pub String);";
    let api = Plugin::new("words").source(api).toolchain(&nightly);
    let source =
        plugin_source("#[plugin_fn] fn one() -> words::Word { words::Word(String::new()) }");
    let plugin = Plugin::new("flagged").source(source).toolchain(&nightly);
    let library = plugin.depends_on("words", api.build_rlib()).build();
    assert!(library.is_file(), "{}", library.display());
}
