//! `inspect`: the manifest, for people and for programs.

use std::fs;

use serde_json::Value;

use crate::process::{Ran, run};
use crate::project::{LIVE, Project, library, live_type, plugin_source};

fn published(name: &str) -> (Project, String) {
    let project = Project::with_plugin(name);
    run(&project, &["build", name, "out"]).expect_code(0);
    (project, format!("out/{}", library(name)))
}

/// Makes sure that a row begins with these words.
#[track_caller]
fn assert_row(ran: &Ran, words: &[&str]) {
    let is_it = |line: &str| {
        line.split_whitespace()
            .take(words.len())
            .eq(words.iter().copied())
    };
    assert!(ran.stdout.lines().any(is_it), "no row {words:?}: {ran}");
}

#[test]
fn a_table_shows_the_plugin_and_its_items() {
    let (project, file) = published("tabled");
    let ran = run(&project, &["inspect", &file]).expect_code(0);
    let row = |words: &[&str]| assert_row(&ran, words);
    row(&["plugin", "tabled"]);
    row(&["version", "0.1.0"]);
    row(&["ABI"]);
    row(&["rustc", "rustc"]);
    row(&["target"]);
    row(&["panic", "unwind"]);
    row(&["build"]);
    row(&["sealed", "yes"]);
    row(&["size"]);
    row(&["plugin_fn", "answer", "fn()", "->", "u32"]);
}

#[test]
#[cfg(target_os = "linux")]
fn where_the_loader_looks_for_more_is_shown_if_the_library_says_so() {
    let (project, file) = published("searching");
    let ran = run(&project, &["inspect", &file]).expect_code(0);
    assert!(!ran.stdout.contains("search path"), "{ran}");
    project.write(
        "searching/build.rs",
        "fn main() { println!(\"cargo::rustc-link-arg=-Wl,-rpath,$ORIGIN/../lib:/opt/lib\"); }",
    );
    run(&project, &["build", "searching", "out"]).expect_code(0);
    let ran = run(&project, &["inspect", &file]).expect_code(0);
    assert_row(&ran, &["search", "path", "$ORIGIN/../lib:/opt/lib"]);
    let ran = run(&project, &["inspect", "--json", &file]).expect_code(0);
    let library: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(library["search_path"][0], "$ORIGIN/../lib");
}

#[test]
fn json_has_the_same_in_a_form_that_stays() {
    let (project, file) = published("jsoned");
    let ran = run(&project, &["inspect", "--json", &file]).expect_code(0);
    let library: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(library["format"], 1);
    assert_eq!(library["file"], file);
    assert_eq!(library["plugin"], "jsoned");
    assert_eq!(library["sealed"], true);
    assert_eq!(library["build"].as_str().unwrap().len(), 32);
    assert!(library["size"].as_u64().unwrap() > 0);
    let item = &library["items"][0];
    assert_eq!(item["kind"], "plugin_fn");
    assert_eq!(item["name"], "answer");
    assert_eq!(item["signature"], "fn() -> u32");
    assert_eq!(item["fingerprint"].as_str().unwrap().len(), 32);
    assert_eq!(library["exports"], Value::Null);
    assert_eq!(library["imports"].as_array().unwrap().len(), 0);
}

#[test]
fn what_ties_a_plugin_to_others_is_shown() {
    let (project, file) = published("tied");
    project.edit(
        "tied/src/lib.rs",
        "#[hotswap::plugin]",
        "#[hotswap::interface] pub trait Clock { fn now(&self) -> u64; }\n\
         impl Clock for It { fn now(&self) -> u64 { 0 } }\n\
         #[derive(Imports)] struct Deps {\n\
            #[hotswap(plugin = \"old-clock\", optional)] _old: Option<Obj<dyn Clock>>,\n\
            #[hotswap(order_only)] _logger: (),\n\
         }\n\
         #[hotswap::plugin(imports = Deps, exports = dyn Clock)]",
    );
    run(&project, &["build", "tied", "out"]).expect_code(0);
    let ran = run(&project, &["inspect", &file]).expect_code(0);
    assert_row(&ran, &["exports", "-", "dyn", "Clock"]);
    assert_row(&ran, &["imports", "old-clock", "dyn", "Clock,", "optional"]);
    assert_row(&ran, &["imports", "_logger", "to", "come", "first", "-"]);
    let ran = run(&project, &["inspect", "--json", &file]).expect_code(0);
    let library: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(library["exports"]["interface"], "dyn Clock");
    let [old, logger] = &library["imports"].as_array().unwrap()[..] else {
        panic!("{ran}");
    };
    assert_eq!(old["plugin"], "old-clock");
    assert_eq!(old["optional"], true);
    assert_eq!(old["fingerprint"], library["exports"]["fingerprint"]);
    assert_eq!(logger["field"], "_logger");
    assert!(logger.get("interface").is_none());
}

#[test]
fn live_types_are_shown_with_version_and_aliases() {
    let project = Project::new("lively", &["lively"]);
    let (dependencies, head) = LIVE;
    let manifest = format!("[lib]\ncrate-type = [\"cdylib\"]\n{dependencies}");
    project.add_package("lively", &manifest);
    let source = plugin_source(1).replace("use hotswap::prelude::*;\n", head);
    let fire = live_type(", version = 2, alias = \"Flame\"");
    project.write("lively/src/lib.rs", &[source, fire].concat());
    run(&project, &["build", "lively", "out"]).expect_code(0);
    let file = format!("out/{}", library("lively"));
    let ran = run(&project, &["inspect", &file]).expect_code(0);
    let rows: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let has = |start: &str| rows.iter().any(|row| row.starts_with(start));
    assert!(has("live_type Fire dyn Job, version 2 "), "{ran}");
    assert!(
        has("live_type Flame dyn Job, version 2, alias of Fire "),
        "{ran}"
    );
    let ran = run(&project, &["inspect", "--json", &file]).expect_code(0);
    let library: Value = serde_json::from_str(&ran.stdout).unwrap();
    let items = library["items"].as_array().unwrap();
    let flame = items.iter().find(|item| item["name"] == "Flame").unwrap();
    assert_eq!(flame["version"], 2);
    assert_eq!(flame["alias_of"], "Fire");
    assert!(items[0].get("version").is_none());
}

#[test]
#[cfg(unix)]
fn what_never_ends_and_what_never_answers_is_refused() {
    let project = Project::new("endless", &[]);
    rustix::fs::mkfifoat(rustix::fs::CWD, project.path("pipe.so"), 0o600.into()).unwrap();
    for file in ["pipe.so", "/dev/zero", "."] {
        let ran = run(&project, &["inspect", file]).expect_code(1);
        assert!(ran.stderr.contains("is not a regular file"), "{ran}");
    }
    let sparse = fs::File::create(project.path("sparse.so")).unwrap();
    sparse.set_len(1 << 40).unwrap();
    let ran = run(&project, &["inspect", "sparse.so"]).expect_code(1);
    assert!(ran.stderr.contains("more than the limit of"), "{ran}");
}

#[test]
fn a_file_that_is_no_library_is_an_error_that_names_it() {
    let project = Project::new("unreadable", &[]);
    for file in ["Cargo.toml", "absent.so"] {
        let ran = run(&project, &["inspect", file]).expect_code(1);
        assert!(ran.stderr.contains(file), "{ran}");
        assert_eq!(ran.stdout, "");
    }
}
