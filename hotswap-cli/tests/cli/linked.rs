//! `--static`: a host with its plugins linked in.

use std::path::Path;

use crate::process::run;
use crate::project::Project;

#[test]
fn a_host_is_built_and_run_with_its_plugins_linked_in_and_again_when_they_have_changed() {
    let project = Project::new("linked", &["host", "meow", "woof"]);
    for part in ["host", "meow", "woof"] {
        project.copy(&format!("examples/slink/{part}"), part);
    }
    let built = run(&project, &["build", "--static", "slink"]).expect_code(0);
    assert!(Path::new(built.stdout.trim_end()).is_file(), "{built}");
    let ran = run(&project, &["run", "--static", "slink", "--", "1"]).expect_code(0);
    for said in ["1. live_woof: ", "1. live_meow: ", "static linking mode"] {
        assert!(ran.stdout.contains(said), "{ran}");
    }
    assert!(!ran.stderr.contains("Published"), "{ran}");
    // What rustc keeps for the next build has what the attributes of the plugin have expanded to.
    for (before, after) in [
        (
            "/// The plugin.",
            "#[plugin_fn]\nfn mew() {}\n\n/// The plugin.",
        ),
        ("fn mew() {}", "fn mew(_times: u32) {}"),
        ("_times: u32", "_times: u64, _name: &str"),
    ] {
        project.edit("meow/src/lib.rs", before, after);
        run(&project, &["build", "--static", "slink"]).expect_code(0);
    }
}

#[test]
fn a_dry_run_prints_the_command_that_links_the_plugins() {
    let project = Project::new("unlinked", &["unlinked"]);
    project.add_package("unlinked", "[features]\nstatic = []\n");
    project.write("unlinked/src/main.rs", "fn main() {}");
    let args = [
        "build",
        "--static",
        "--dry-run",
        "unlinked",
        "--",
        "--locked",
    ];
    let ran = run(&project, &args).expect_code(0);
    assert!(ran.stdout.starts_with("cargo build "), "{ran}");
    assert!(
        ran.stdout.ends_with(" --features static --locked\n"),
        "{ran}"
    );
    run(&project, &["build", "--static", "unlinked", "out"]).expect_code(2);
}

#[test]
fn a_host_without_the_feature_is_told_what_to_write() {
    let project = Project::new("featureless", &["featureless"]);
    project.add_package("featureless", "");
    project.write("featureless/src/main.rs", "fn main() {}");
    for command in ["build", "run"] {
        let ran = run(&project, &[command, "--static", "featureless"]).expect_code(1);
        assert!(ran.stderr.contains("[features]\nstatic = "), "{ran}");
        assert!(ran.stderr.contains("hotswap_runtime::link!"), "{ran}");
    }
}

#[test]
fn what_a_host_is_told_to_write_names_its_own_plugins() {
    let project = Project::new("to-link", &["linker", "first-linked", "second"]);
    project.add_plugin("first-linked");
    project.add_plugin("second");
    let named = "[package.metadata.hotswap]\nplugins = [\"../first-linked\", \"../second\"]\n";
    project.add_package("linker", named);
    project.write("linker/src/main.rs", "fn main() {}");
    let ran = run(&project, &["build", "--static", "linker"]).expect_code(1);
    for told in [
        "static = [\"dep:first-linked\", \"dep:second\"]",
        "first-linked = { path = \"../first-linked\", optional = true }\n",
        "second = { path = \"../second\", optional = true }\n",
        "hotswap_runtime::link!(first_linked, second);",
        "crate-type = [\"cdylib\", \"rlib\"]",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {ran}");
    }
}
