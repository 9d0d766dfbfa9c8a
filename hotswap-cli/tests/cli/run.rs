//! `run`: a host with its plugins, for as long as the host lives.

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::process::{Line, Running, run};
use crate::project::Project;

/// A host without plugins, whose program is `main`.
fn host(name: &str, main: &str) -> Project {
    let project = Project::new(name, &[name]);
    project.add_package(name, "[package.metadata.hotswap]\nplugins = []\n");
    project.write(&format!("{name}/src/main.rs"), main);
    project
}

const PRINTS_AND_WAITS: &str = "fn main() {
    println!(\"here\");
    loop { std::thread::park(); }
}";

#[test]
fn the_exit_code_and_the_arguments_are_the_hosts() {
    let main = "fn main() {
        let code = std::env::args().nth(1).unwrap();
        let dir = std::path::PathBuf::from(std::env::var_os(\"HOTSWAP_PLUGIN_DIR\").unwrap());
        assert!(dir.is_dir() && dir.is_absolute());
        std::process::exit(code.parse().unwrap());
    }";
    let project = host("leaver", main);
    run(&project, &["run", "leaver", "--", "7"]).expect_code(7);
    run(&project, &["run", "./leaver", "--", "0"]).expect_code(0);
}

#[test]
fn signals_are_passed_on_to_the_host() {
    let project = host("signalled", PRINTS_AND_WAITS);
    let signals = [
        (Signal::TERM, 143, "by SIGTERM"),
        (Signal::INT, 130, "by SIGINT (Ctrl-C)"),
    ];
    for (signal, code, told) in signals {
        let mut running = Running::start(&project, &["run", "signalled"]);
        running.wait_for("here");
        running.signal(signal);
        assert_eq!(running.wait(), Some(code), "{running}");
        assert!(running.to_string().contains(told), "{running}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_host_ends_with_us_though_we_are_killed() {
    let main = "fn main() {
        println!(\"{}\", std::process::id());
        loop { std::thread::park(); }
    }";
    let project = host("orphan", main);
    let mut running = Running::start(&project, &["run", "orphan"]);
    running.wait_for("Running");
    let process = Path::new("/proc").join(running.wait_for("").text);
    // Without one, a process has ended, even if its parent has not noticed yet.
    let command = || std::fs::read_to_string(process.join("cmdline")).unwrap_or_default();
    assert!(command().contains("orphan"), "{running}");
    running.signal(Signal::KILL);
    let patience = Instant::now() + Duration::from_secs(20);
    while !command().is_empty() {
        assert!(Instant::now() < patience, "it runs on: {}", command());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_edit_of_the_host_is_met_with_advice() {
    let project = host("edited", PRINTS_AND_WAITS);
    let mut running = Running::start(&project, &["run", "edited"]);
    running.wait_for("here");
    project.edit("edited/src/main.rs", "here", "elsewhere");
    running.wait_for("restart it");
    let restarted = |line: &Line| line.text == "elsewhere";
    assert!(!running.seen().iter().any(restarted), "{running}");
}

#[test]
fn a_host_that_names_no_plugins_is_told_what_to_write() {
    let project = Project::new("nameless", &["aimless", "findable"]);
    project.add_package("aimless", "");
    project.write("aimless/src/main.rs", "fn main() {}");
    project.add_plugin("findable");
    let ran = run(&project, &["run", "aimless"]).expect_code(1);
    assert!(ran.stderr.contains("[package.metadata.hotswap]"), "{ran}");
    assert!(ran.stderr.contains("plugins = [\"../findable\"]"), "{ran}");
}

#[test]
fn a_host_that_is_not_there_is_met_with_those_that_are() {
    let project = host("present", "fn main() {}");
    let ran = run(&project, &["run", "absent"]).expect_code(1);
    assert!(
        ran.stderr.contains("absent") && ran.stderr.contains("present"),
        "{ran}"
    );
}

#[test]
fn a_host_does_not_start_with_plugins_that_do_not_build() {
    let project = Project::new("halfway", &["starter", "stopper"]);
    project.add_package(
        "starter",
        "[package.metadata.hotswap]\nplugins = [\"../stopper\"]\n",
    );
    project.write("starter/src/main.rs", "fn main() { println!(\"started\") }");
    project.add_plugin("stopper");
    project.edit("stopper/src/lib.rs", "{ 1 }", "{ nonsense }");
    let ran = run(&project, &["run", "starter"]).expect_code(1);
    assert!(ran.stderr.contains("error[E0425]"), "{ran}");
    assert_eq!(ran.stdout, "");
}

/// A host with two plugins, the first of which is built from a third crate. All names begin with `name`.
fn crew(name: &str) -> Project {
    let member = |part: &str| format!("{name}-{part}");
    let (host, left, right, shared) = (
        member("host"),
        member("left"),
        member("right"),
        member("shared"),
    );
    let project = Project::new(name, &[&host, &left, &right, &shared]);
    let plugins =
        format!("[package.metadata.hotswap]\nplugins = [\"../{left}\", \"../{right}\"]\n");
    project.add_package(&host, &plugins);
    project.write(&format!("{host}/src/main.rs"), PRINTS_AND_WAITS);
    project.add_plugin(&left);
    project.add_plugin(&right);
    project.add_package(&shared, "");
    project.write(
        &format!("{shared}/src/lib.rs"),
        "pub const ANSWER: u32 = 1;",
    );
    let dependency = format!("[dependencies]\n{shared} = {{ path = \"../{shared}\" }}");
    project.edit(&format!("{left}/Cargo.toml"), "[dependencies]", &dependency);
    let answer = format!("{}::ANSWER", shared.replace('-', "_"));
    project.edit(
        &format!("{left}/src/lib.rs"),
        "{ 1 }",
        &format!("{{ {answer} }}"),
    );
    project
}

fn start(project: &Project, args: &[&str]) -> Running {
    let mut running = Running::start(project, args);
    running.wait_for("here");
    running
}

#[test]
fn an_edit_of_a_crate_publishes_the_plugins_built_from_it_and_no_others() {
    let project = crew("sharing");
    let mut running = start(&project, &["run", "sharing-host"]);
    project.edit("sharing-shared/src/lib.rs", "1", "2");
    let line = running.wait_for("Published").text;
    assert!(line.contains("sharing-left in"), "{running}");
}

#[test]
fn a_plugin_that_does_not_build_does_not_keep_another_from_being_published() {
    let project = crew("separate");
    let mut running = start(&project, &["run", "separate-host"]);
    project.edit("separate-left/src/lib.rs", "ANSWER", "NONSENSE");
    running.wait_for("Kept");
    project.edit("separate-right/src/lib.rs", "{ 1 }", "{ 2 }");
    let line = running.wait_for("Published").text;
    assert!(line.contains("separate-right in"), "{running}");
}

#[test]
fn an_edit_that_makes_no_difference_publishes_nothing() {
    let project = crew("same");
    let mut running = start(&project, &["run", "same-host"]);
    project.edit(
        "same-right/src/lib.rs",
        "{ 1 }\n",
        "{ 1 }\n// Nothing new.\n",
    );
    running.wait_for("Unchanged");
}

#[test]
fn a_dependency_that_is_added_is_watched_from_then_on() {
    let project = crew("growing");
    let mut running = start(&project, &["run", "growing-host"]);
    let dependency = "[dependencies]\ngrowing-shared = { path = \"../growing-shared\" }";
    project.edit("growing-right/Cargo.toml", "[dependencies]", dependency);
    running.wait_for("Finished");
    project.edit(
        "growing-right/src/lib.rs",
        "{ 1 }",
        "{ growing_shared::ANSWER + 1 }",
    );
    running.wait_for("Published");
    project.edit("growing-shared/src/lib.rs", "1", "2");
    let line = running.wait_for("Published").text;
    assert!(line.contains("growing-left, growing-right in"), "{running}");
}

#[test]
fn what_is_excluded_from_watching_is_not_built() {
    let project = crew("narrowed");
    let mut running = start(
        &project,
        &["run", "narrowed-host", "--watch-exclude", "src/quiet.rs"],
    );
    project.write("narrowed-right/src/quiet.rs", "");
    project.edit("narrowed-right/src/lib.rs", "{ 1 }", "{ 2 }");
    running.wait_for("Published");
    let quiet = |line: &Line| line.text.contains("quiet.rs");
    assert!(!running.seen().iter().any(quiet), "{running}");
}

#[test]
fn a_workspace_that_cannot_be_read_is_told_in_cargos_words() {
    let project = Project::new("unreadable-workspace", &["readable"]);
    project.add_package("readable", "");
    project.write("readable/src/main.rs", "fn main() {}");
    project.edit("readable/Cargo.toml", "version = \"0.1.0\"", "version = ");
    let ran = run(&project, &["run", "readable-host"]).expect_code(1);
    assert!(!ran.stderr.contains("there is no host"), "{ran}");
    assert!(ran.stderr.contains("readable/Cargo.toml"), "{ran}");
}
