//! `check`: would a host load these?

use std::fs;

use serde_json::Value;

use crate::process::{command, finish, run};
use crate::project::{Project, library};

#[test]
fn plugins_that_a_host_would_load_are_listed_and_the_code_is_0() {
    let project = Project::with_plugin("checked");
    run(&project, &["build", "checked", "out"]).expect_code(0);
    let ran = run(&project, &["check", "out"]).expect_code(0);
    let rows: Vec<_> = ran.stdout.lines().collect();
    let [head, row] = rows[..] else {
        panic!("{ran}");
    };
    assert!(head.starts_with("plugin   version  needs  rustc"), "{ran}");
    assert!(row.starts_with("checked  0.1.0    -      rustc "), "{ran}");
    assert!(
        ran.stderr
            .contains("out: 1 plugin, nothing wrong with the files, the imports and the libraries"),
        "{ran}"
    );
    assert!(!ran.stderr.contains("would load"), "{ran}");
    let ran = run(&project, &["check", "--json", "out"]).expect_code(0);
    let check: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(check["plugins"][0]["name"], "checked");
    assert_eq!(check["problems"].as_array().unwrap().len(), 0);
}

#[test]
fn all_that_is_wrong_is_told_and_the_code_is_1() {
    let project = Project::with_plugin("checked-wrong");
    run(&project, &["build", "checked-wrong", "out"]).expect_code(0);
    let plugin = project.path("out").join(library("checked_wrong"));
    let place = |name: &str| project.path("out").join(library(name));
    let bytes = fs::read(&plugin).unwrap();
    fs::write(place("cut"), &bytes[..bytes.len() - 1]).unwrap();
    fs::write(place("Script"), "#!/bin/sh").unwrap();
    fs::copy(&plugin, place("checked-wrong")).unwrap();
    let ran = run(&project, &["check", "out"]).expect_code(1);
    assert_eq!(ran.stdout, "");
    for told in [
        "have the same plugin name `checked_wrong`",
        &library("cut"),
        "not a shared library but a script",
        "out: a host would load none of its plugins",
    ] {
        assert_eq!(ran.stderr.matches(told).count(), 1, "{told}: {ran}");
    }
    let ran = run(&project, &["check", "--json", "out"]).expect_code(1);
    let check: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(check["problems"].as_array().unwrap().len(), 3, "{ran}");
}

/// A C library of the plugin's own, which it finds in `work/`, and a directory that it is told to look in.
#[cfg(target_os = "linux")]
fn with_library(name: &str) -> Project {
    let project = Project::with_plugin(name);
    project.write("work/work.c", "int work(void) { return 1; }");
    let work = project.path("work");
    let built = std::process::Command::new("cc")
        .args(["-shared", "-fPIC", "-o", "libwork.so", "work.c"])
        .current_dir(&work)
        .status();
    assert!(built.unwrap().success());
    let script = format!(
        "fn main() {{ println!(\"cargo::rustc-link-search={work}\"); \
         println!(\"cargo::rustc-link-arg=-Wl,-rpath,{work}\"); }}",
        work = work.display()
    );
    project.write(&format!("{name}/build.rs"), &script);
    project.edit(
        &format!("{name}/src/lib.rs"),
        "#[hotswap::plugin]",
        "#[link(name = \"work\")] unsafe extern \"C\" { fn work() -> u32; }\n\
         #[plugin_fn] fn work_of_it() -> u32 { unsafe { work() } }\n\
         #[hotswap::plugin]",
    );
    project
}

#[test]
#[cfg(target_os = "linux")]
fn a_plugin_with_a_library_of_its_own_is_warned_of_by_build_check_and_inspect() {
    let project = with_library("libraried");
    let warned = "libraried: its versions stay mapped when they are replaced: it needs libwork.so, a shared library";
    let ran = run(&project, &["build", "libraried", "out"]).expect_code(0);
    assert_eq!(ran.stderr.matches(warned).count(), 1, "{ran}");
    let ran = run(&project, &["check", "out"]).expect_code(0);
    assert_eq!(ran.stderr.matches(warned).count(), 1, "{ran}");
    let file = format!("out/{}", library("libraried"));
    let ran = run(&project, &["inspect", &file]).expect_code(0);
    let path = project.path("work").join("libwork.so");
    let needs = format!("libwork.so ({})", path.display());
    assert!(ran.stdout.contains(&needs), "{ran}");
    assert!(ran.stdout.contains("\nwarning  "), "{ran}");
    let ran = run(&project, &["inspect", "--json", &file]).expect_code(0);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let of = |key: &str| json[key].clone();
    let libraries = of("libraries");
    let work = libraries
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["name"] == "libwork.so");
    assert_eq!(work.unwrap()["path"], path.to_str().unwrap());
    assert!(
        of("stays_mapped").as_str().unwrap().contains("libwork.so"),
        "{ran}"
    );
    assert_eq!(of("unmet"), serde_json::json!([]));
    assert_eq!(of("static_thread_locals"), serde_json::Value::Null);
}

#[test]
#[cfg(target_os = "linux")]
fn a_needed_library_that_is_not_there_is_a_problem_of_check_and_a_warning_of_build() {
    let project = with_library("unlibraried");
    run(&project, &["build", "unlibraried", "out"]).expect_code(0);
    fs::remove_file(project.path("work").join("libwork.so")).unwrap();
    let missing = "needs the library libwork.so, which the system's loader does not find";
    let ran = run(&project, &["check", "out"]).expect_code(1);
    assert_eq!(ran.stderr.matches(missing).count(), 1, "{ran}");
    // Cargo has nothing to link again.
    let ran = run(&project, &["build", "unlibraried", "again"]).expect_code(0);
    assert_eq!(ran.stderr.matches(missing).count(), 1, "{ran}");
    let file = format!("out/{}", library("unlibraried"));
    let ran = run(&project, &["inspect", &file]).expect_code(0);
    assert!(ran.stdout.contains("libwork.so (not found)"), "{ran}");
    assert!(ran.stdout.contains(missing), "{ran}");
}

#[test]
fn that_nobody_reads_on_is_no_error_and_changes_no_code() {
    let project = Project::with_plugin("unread");
    run(&project, &["build", "unread", "out"]).expect_code(0);
    let file = format!("out/{}", library("unread"));
    for args in [&["check", "out"][..], &["inspect", &file]] {
        let mut command = command(&project, args);
        // Its reader is gone before it begins.
        command.stdout(std::io::pipe().unwrap().1);
        let ran = finish(command).expect_code(0);
        assert!(!ran.stderr.contains("panicked"), "{ran}");
    }
    fs::write(project.path("out").join(library("empty")), "").unwrap();
    let mut command = command(&project, &["check", "out"]);
    command.stdout(std::io::pipe().unwrap().1);
    command.stderr(std::io::pipe().unwrap().1);
    finish(command).expect_code(1);
}

#[test]
fn a_directory_without_plugins_has_nothing_wrong_and_says_so_and_one_that_is_not_there_has() {
    let project = Project::new("checked-empty", &[]);
    fs::create_dir(project.path("out")).unwrap();
    let ran = run(&project, &["check", "out"]).expect_code(0);
    assert!(ran.stderr.contains("out: no plugins"), "{ran}");
    let ran = run(&project, &["check", "absent"]).expect_code(1);
    assert!(
        ran.stderr
            .contains("cannot read the plugin directory absent"),
        "{ran}"
    );
}
