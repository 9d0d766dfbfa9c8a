//! `new`: what is created builds and runs.

use std::fs;

use rustix::process::Signal;

use crate::process::{Running, run};
use crate::project::Project;

#[test]
fn what_is_created_runs_and_answers_with_what_is_edited() {
    let project = Project::new("created", &[]);
    let ran = run(&project, &["new", "my-demo"]).expect_code(0);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr
            .contains("cd my-demo && cargo hotswap run my-demo"),
        "{ran}"
    );
    let demo = project.inside("my-demo");
    let mut running = Running::start(&demo, &["run", "my-demo"]);
    running.wait_for("hello world");
    demo.edit("greeter/src/lib.rs", "hello {name}", "welcome {name}");
    running.wait_for("welcome world");
    running.signal(Signal::TERM);
    running.wait();
    let warned = |text: &str| text.starts_with("warning");
    assert!(
        !running.seen().iter().any(|it| warned(&it.text)),
        "{running}"
    );
    demo.edit("greeter/src/lib.rs", "welcome {name}", "hello {name}");
    demo.tests_pass();
    run(&demo, &["build", "greeter", "plugins"]).expect_code(0);
    run(&demo, &["check", "plugins"]).expect_code(0);
}

#[test]
fn what_is_there_already_is_left_alone() {
    let project = Project::new("created-twice", &[]);
    project.write("demo/Cargo.toml", "mine");
    let ran = run(&project, &["new", "demo"]).expect_code(1);
    assert!(ran.stderr.contains("cannot create demo"), "{ran}");
    assert_eq!(project.files("demo"), ["Cargo.toml"]);
    let text = fs::read_to_string(project.path("demo/Cargo.toml")).unwrap();
    assert_eq!(text, "mine");
}

#[test]
fn a_name_that_no_package_may_have_is_refused_before_anything_is_created() {
    let project = Project::new("created-wrong", &[]);
    for name in ["1st", "a b", "greeter", "hotswap_runtime", "deps", ".."] {
        let ran = run(&project, &["new", name]).expect_code(1);
        assert!(ran.stderr.contains("give "), "{ran}");
    }
    let ran = run(&project, &["new", "demo", "--hotswap", "."]).expect_code(1);
    assert!(ran.stderr.contains("say with --hotswap <DIR>"), "{ran}");
    assert_eq!(project.files(""), ["Cargo.lock", "Cargo.toml"]);
}
