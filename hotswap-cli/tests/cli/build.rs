//! `build`: publishes what a host would load, and nothing else.

use std::fs;
use std::process::Command;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use hotswap_runtime::inspect::inspect_file;

use crate::process::{command, finish, run};
use crate::project::{LIVE, Project, library, live_type, plugin_source, target_dir};

#[test]
fn a_sealed_loadable_library_is_published_and_its_path_printed() {
    let project = Project::with_plugin("published");
    let ran = run(&project, &["build", "published", "out"]).expect_code(0);
    let path = format!("out/{}", library("published"));
    assert_eq!(ran.stdout, format!("{path}\n"));
    assert_eq!(project.files("out"), [library("published")]);
    assert!(inspect_file(&project.path(&path)).unwrap().sealed);
    let swapper = Swapper::builder(project.path("out")).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let plugins = swapper.current();
    let answer: u32 = plugins
        .plugin("published")
        .unwrap()
        .invoke("answer", ())
        .unwrap();
    assert_eq!(answer, 1);
}

#[test]
#[cfg(unix)]
fn nobody_but_the_owner_may_write_to_what_is_published_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::with_plugin("masked");
    let build = command(&project, &["build", "masked", "out"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "umask 000; exec \"$@\"", "sh"]);
    shell.arg(build.get_program()).args(build.get_args());
    shell.current_dir(project.path(""));
    shell.env("CARGO_TARGET_DIR", target_dir());
    finish(shell).expect_code(0);
    let published = project.path("out").join(library("masked"));
    let mode = fs::metadata(published).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
}

#[test]
fn what_is_published_already_is_replaced_and_never_written_to() {
    let project = Project::with_plugin("replaced");
    run(&project, &["build", "replaced", "out"]).expect_code(0);
    let published = project.path("out").join(library("replaced"));
    let kept = project.path("kept");
    fs::hard_link(&published, &kept).unwrap();
    let before = fs::read(&kept).unwrap();
    project.write("replaced/src/lib.rs", &plugin_source(2));
    run(&project, &["build", "replaced", "out"]).expect_code(0);
    assert!(fs::read(&kept).unwrap() == before);
    assert!(fs::read(&published).unwrap() != before);
}

#[test]
fn plugins_of_one_workspace_are_built_by_one_call_of_cargo() {
    let project = Project::new("several", &["several-a", "several-b"]);
    project.add_plugin("several-a");
    project.add_plugin("several-b");
    let planned = run(
        &project,
        &["build", "--dry-run", "several-a", "several-b", "out"],
    );
    assert_eq!(
        planned.stdout.matches("cargo build").count(),
        1,
        "{planned}"
    );
    let ran = run(&project, &["build", "several-a", "several-b", "out"]).expect_code(0);
    let both = [library("several_a"), library("several_b")];
    assert_eq!(project.files("out"), both);
    assert_eq!(ran.stdout, format!("out/{}\nout/{}\n", both[0], both[1]));
}

#[test]
fn a_dry_run_prints_commands_and_paths_and_writes_nothing() {
    let project = Project::with_plugin("dry");
    let args = [
        "build",
        "--dry-run",
        "--release",
        "dry",
        "out",
        "--",
        "--locked",
    ];
    let ran = run(&project, &args).expect_code(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with("cargo build "), "{ran}");
    assert!(lines[0].ends_with("--release --locked"), "{ran}");
    assert_eq!(lines[1..], [format!("out/{}", library("dry"))]);
    assert_eq!(project.files("."), ["Cargo.lock", "Cargo.toml", "dry"]);
    assert!(!target_dir().join("debug").join(library("dry")).exists());
}

#[test]
fn a_library_that_is_no_plugin_is_refused_and_nothing_is_published() {
    let project = Project::with_plugin("mute");
    run(&project, &["build", "mute", "out"]).expect_code(0);
    let published = project.path("out").join(library("mute"));
    let before = fs::read(&published).unwrap();
    project.write("mute/src/lib.rs", "//! Not a plugin.\n");
    let ran = run(&project, &["build", "mute", "out"]).expect_code(1);
    assert!(ran.stderr.contains("not a hotswap plugin"), "{ran}");
    assert_eq!(ran.stdout, "");
    assert_eq!(project.files("out"), [library("mute")]);
    assert!(fs::read(&published).unwrap() == before);
}

/// Twice in one crate is the compiler's business; a plugin has the live types of its dependencies, too.
#[test]
fn a_live_type_that_is_there_twice_is_refused_and_nothing_is_published() {
    let project = Project::new("doubled", &["doubled", "lower"]);
    let (dependencies, head) = LIVE;
    project.add_package("lower", dependencies);
    project.write("lower/src/lib.rs", &[head, &live_type("")].concat());
    let manifest = format!(
        "[lib]\ncrate-type = [\"cdylib\"]\n{dependencies}lower = {{ path = \"../lower\" }}\n"
    );
    project.add_package("doubled", &manifest);
    let source = plugin_source(1).replace("use hotswap::prelude::*;\n", head);
    let use_it = "pub fn other() -> lower::Fire { lower::Fire }\n";
    project.write(
        "doubled/src/lib.rs",
        &[&source, &live_type(""), use_it].concat(),
    );
    let ran = run(&project, &["build", "doubled", "out"]).expect_code(1);
    assert!(
        ran.stderr
            .contains("the plugin has two live types called `Fire`: rename one"),
        "{ran}"
    );
    assert_eq!(project.files("out"), [""; 0]);
}

#[test]
fn of_several_plugins_all_are_published_or_none() {
    let project = Project::new("allornone", &["whole", "hollow"]);
    project.add_plugin("whole");
    project.add_plugin("hollow");
    project.write("hollow/src/lib.rs", "//! Not a plugin.\n");
    let ran = run(&project, &["build", "whole", "hollow", "out"]).expect_code(1);
    assert!(ran.stderr.contains("1 of 2"), "{ran}");
    assert_eq!(project.files("out"), [""; 0]);
}

#[test]
fn a_package_without_a_dynamic_library_is_told_what_to_write() {
    let project = Project::new("rigid", &["rigid"]);
    project.add_package("rigid", "");
    project.write("rigid/src/lib.rs", "");
    let ran = run(&project, &["build", "rigid", "out"]).expect_code(1);
    assert!(ran.stderr.contains("crate-type = [\"cdylib\"]"), "{ran}");
}

#[test]
fn errors_of_the_compiler_come_through() {
    let project = Project::with_plugin("faulty");
    project.edit("faulty/src/lib.rs", "{ 1 }", "{ nonsense }");
    let ran = run(&project, &["build", "faulty", "out"]).expect_code(1);
    assert!(ran.stderr.contains("error[E0425]"), "{ran}");
    assert!(ran.stderr.contains("--> faulty/src/lib.rs:7:"), "{ran}");
    assert_eq!(ran.stdout, "");
    assert_eq!(project.files("out"), [""; 0]);
}

#[test]
fn flags_for_cargo_reach_it() {
    let project = Project::with_plugin("flagged");
    let ran = run(
        &project,
        &["build", "flagged", "out", "--", "--features", "absent"],
    );
    assert!(ran.expect_code(1).stderr.contains("absent"));
}

#[test]
fn two_plugins_of_one_name_are_refused_before_anything_is_built() {
    let project = Project::new("namesakes", &["first", "second"]);
    for package in ["first", "second"] {
        project.add_package(
            package,
            "[lib]\nname = \"namesake\"\ncrate-type = [\"cdylib\"]\n",
        );
        project.write(&format!("{package}/src/lib.rs"), "");
    }
    let ran = run(&project, &["build", "first", "second", "out"]).expect_code(1);
    assert!(ran.stderr.contains("first and second"), "{ran}");
    assert!(!ran.stderr.contains("Compiling"), "{ran}");
}

/// `cargo run`, and so the alias `cargo hotswap`, describes its own package to us.
#[test]
fn being_started_by_cargo_makes_cargo_build_nothing_again() {
    let project = Project::with_plugin("steady");
    let script = "fn main() { println!(\"cargo::rerun-if-env-changed=CARGO_PKG_HOMEPAGE\") }";
    project.write("steady/build.rs", script);
    run(&project, &["build", "steady", "out"]).expect_code(0);
    let mut nested = command(&project, &["build", "steady", "out"]);
    nested.env("CARGO_PKG_HOMEPAGE", "of hotswap-cli");
    let ran = finish(nested).expect_code(0);
    assert!(!ran.stderr.contains("Compiling"), "{ran}");
}

#[test]
fn a_build_by_hand_and_one_of_ours_are_the_same_to_cargo() {
    let project = Project::with_plugin("byhand");
    run(&project, &["build", "byhand", "out"]).expect_code(0);
    let mut by_hand = Command::new(env!("CARGO"));
    by_hand
        .args(["build", "--package", "byhand"])
        .current_dir(project.path(""));
    let ran = finish_in_target(by_hand);
    assert!(!ran.contains("Compiling"), "{ran}");
}

fn finish_in_target(mut cargo: Command) -> String {
    // What cargo tells this test of its own package. Settings, such as `CARGO_INCREMENTAL`, stay.
    let of_this_package = |(name, _): &(String, String)| {
        let mut kinds = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter();
        kinds.any(|kind| name.starts_with(kind))
    };
    for (name, _) in std::env::vars().filter(of_this_package) {
        cargo.env_remove(name);
    }
    cargo.env("CARGO_TARGET_DIR", target_dir());
    finish(cargo).expect_code(0).stderr
}

#[test]
fn time_is_told_on_standard_error_when_asked_for() {
    let project = Project::with_plugin("timed");
    let ran = run(&project, &["build", "-v", "timed", "out"]).expect_code(0);
    for step in ["metadata", "cargo", "check", "publish", "total"] {
        assert!(
            ran.stderr.lines().any(|line| line.starts_with(step)),
            "{ran}"
        );
    }
    assert_eq!(ran.stdout.lines().count(), 1, "{ran}");
}

#[test]
fn output_in_a_pipe_is_plain() {
    let project = Project::with_plugin("plain");
    project.edit("plain/src/lib.rs", "{ 1 }", "{ let unused = 2; 1 }");
    let ran = run(&project, &["build", "-v", "plain", "out"]).expect_code(0);
    assert!(ran.stderr.contains("warning: unused variable"), "{ran}");
    let refused = run(&project, &["build", "absent", "out"]).expect_code(1);
    for text in [ran.stdout, ran.stderr, refused.stderr] {
        assert!(!text.contains(['\x1b', '\r']), "{text:?}");
    }
}

#[test]
fn a_wrong_use_of_build_is_told_how_build_is_used() {
    let project = Project::new("misused", &[]);
    let ran = run(&project, &["build", "only-one-path"]).expect_code(2);
    assert!(
        ran.stderr.contains("Usage: cargo hotswap build [OPTIONS]"),
        "{ran}"
    );
}

#[test]
fn a_command_line_that_makes_no_sense_ends_with_2() {
    let project = Project::new("senseless", &[]);
    let lines: [&[&str]; 6] = [
        &[],
        &["build"],
        &["build", "only-one-path"],
        &["inspect"],
        &["build", "a", "out", "--unheard-of"],
        &["run", "host", "--watch-include", "["],
    ];
    for line in lines {
        let ran = run(&project, line).expect_code(2);
        assert_eq!(ran.stdout, "");
        assert!(
            ran.stderr.contains("Usage:") || ran.stderr.contains("--help"),
            "{ran}"
        );
    }
}
