//! `check`: would a host load these?

use std::fs;

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
    assert!(ran.stderr.contains("out: 1 plugin, which"), "{ran}");
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
        "are all plugin `checked_wrong`",
        &library("cut"),
        "not a shared library but a script",
        "out: a host would load none of its plugins",
    ] {
        assert_eq!(ran.stderr.matches(told).count(), 1, "{told}: {ran}");
    }
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
