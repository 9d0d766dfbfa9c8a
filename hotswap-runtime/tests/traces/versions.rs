use std::fs;
use std::path::Path;
use std::process::Command;

use hotswap_runtime::inspect;
use test_kit::{Plugin, Toolchain, isolated, plugin_source};

use crate::scene::{Scene, teller};

/// The teller with another version of `tracing-core` than the host has.
fn with_older_tracing() -> Plugin {
    teller().dependency("tracing-core = \"=0.1.34\"")
}

fn tells_everything(plugin: &Plugin) {
    let collector = crate::scene::collect();
    let scene = Scene::serving(plugin);
    collector.events();
    scene.tell("every_kind");
    let event = collector.event();
    assert!(
        event.contains("message=all kinds of them int=i64:-1"),
        "{event}"
    );
    assert!(
        event.contains("error=error:outer < inner plugin=str:teller"),
        "{event}"
    );
    scene.tell("families");
    assert_eq!(collector.events().len(), 6);
    let request = tracing::info_span!("request", user = tracing::field::Empty);
    request.in_scope(|| scene.ask::<String>("record_on_current", (1u64,)));
    assert!(collector.event().contains("request{user=u64:1}"));
    scene.tell("leave_entered");
    scene.tell("leak_spans");
    drop(request);
    scene.remove();
    assert_eq!(collector.open(), 0);
}

#[test]
fn a_plugin_has_a_version_of_tracing_of_its_own() {
    isolated(|| tells_everything(&with_older_tracing()));
}

#[test]
fn a_plugin_is_built_by_another_release_of_the_compiler() {
    isolated(|| match Toolchain::other_release() {
        Some(other) => tells_everything(&teller().toolchain(&other)),
        None => println!("there is no other release"),
    });
}

#[test]
fn a_plugin_is_built_by_another_compiler() {
    isolated(|| match Toolchain::shuffling(7) {
        Some(nightly) => tells_everything(&with_older_tracing().toolchain(&nightly)),
        None => println!("there is no nightly"),
    });
}

/// What a package of this manifest depends on, by name.
fn dependencies(features: &str) -> Vec<String> {
    let directory = tempfile_dir();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = format!(
        "[package]\nname = \"probe\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n\
         [lib]\npath = \"lib.rs\"\n[dependencies]\n\
         hotswap = {{ package = \"hotswap-rs\", path = {:?}, features = [{features}] }}\n",
        workspace.join("hotswap")
    );
    fs::write(directory.join("Cargo.toml"), manifest).unwrap();
    fs::write(directory.join("lib.rs"), "").unwrap();
    fs::copy(workspace.join("Cargo.lock"), directory.join("Cargo.lock")).unwrap();
    let output = Command::new("cargo")
        .args([
            "tree", "--prefix", "none", "--edges", "normal", "--format", "{p}",
        ])
        .current_dir(&directory)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let names = String::from_utf8(output.stdout).unwrap();
    let names = names.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

fn tempfile_dir() -> std::path::PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("traces-probe");
    fs::create_dir_all(&directory).unwrap();
    directory
}

#[test]
fn a_plugin_without_the_features_has_nothing_of_them() {
    let has = |features: &str, name: &str| dependencies(features).contains(&name.to_owned());
    assert!(!has("", "tracing-core") && !has("", "log"));
    assert!(has("\"tracing\"", "tracing-core") && !has("\"tracing\"", "tracing"));
    assert!(has("\"log\"", "log") && !has("\"log\"", "tracing-core"));
    let library = Plugin::new("bare").source(plugin_source("")).build();
    let bytes = fs::read(&library).unwrap();
    assert!(inspect::inspect(&library, &bytes).is_ok());
    let has = |text: &[u8]| bytes.windows(text.len()).any(|it| it == text);
    for text in ["ToHost", "tracing_core", "try_close", "log event"] {
        assert!(!has(text.as_bytes()), "{text}");
    }
}
