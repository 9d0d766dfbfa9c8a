//! The example hello, as a newcomer meets it: start it, edit the plugin, make a mistake, mend it.

use std::time::Duration;

use rustix::process::{Pid, Signal, test_kill_process};

use crate::process::{Line, Running, Stream};
use crate::project::Project;

const SOURCE: &str = "world/src/lib.rs";

/// The host answers each second; more than this between two answers is a gap, even on a busy machine.
const GAP: Duration = Duration::from_secs(5);

#[test]
fn an_edit_is_heard_from_the_same_process_without_a_gap_and_a_mistake_is_not() {
    let project = Project::new("newcomer", &["host", "world"]);
    project.copy("examples/hello/host", "host");
    project.copy("examples/hello/world", "world");

    let mut running = Running::start(&project, &["run", "hello"]);
    let process = running.wait_for("process ").text;
    running.wait_for("world: hum hum");

    project.edit(SOURCE, "\"hum \"", "\"la \"");
    running.wait_for("world: la la");

    project.edit(SOURCE, "\"la \"", "\"la");
    running.wait_for("could not compile");
    running.wait_for("world: la la");
    running.wait_for("world: la la");

    project.edit(SOURCE, "\"la", "\"tra \"");
    running.wait_for("world: tra tra");

    assert_is_alive(&process);
    running.signal(Signal::TERM);
    assert_eq!(running.wait(), Some(0), "{running}");
    assert_told_once(&running, "process ");
    assert_no_call_failed(&running);
    assert_no_gap(&running);
}

/// `process 4711`, which has answered all the time.
fn assert_is_alive(line: &str) {
    let pid = line
        .split_whitespace()
        .nth(1)
        .and_then(|pid| pid.parse().ok());
    let pid = Pid::from_raw(pid.unwrap()).unwrap();
    test_kill_process(pid).unwrap();
}

fn assert_told_once(running: &Running, part: &str) {
    let told = running
        .seen()
        .iter()
        .filter(|line| line.text.starts_with(part));
    assert_eq!(told.count(), 1, "{running}");
}

fn assert_no_call_failed(running: &Running) {
    let failed =
        |line: &Line| line.text.contains("failed:") || line.text.starts_with("not reloaded");
    assert!(!running.seen().iter().any(failed), "{running}");
}

/// Answers are numbered: none may be missing, and none late.
fn assert_no_gap(running: &Running) {
    let answers: Vec<(u32, &Line)> = running.seen().iter().filter_map(answer).collect();
    for (expected, (number, _)) in (1..).zip(&answers) {
        assert_eq!(*number, expected, "{running}");
    }
    for pair in answers.windows(2) {
        let gap = pair[1].1.at - pair[0].1.at;
        assert!(gap < GAP, "{gap:?} before {}:\n{running}", pair[1].1.text);
    }
}

/// `12. world: la la`
fn answer(line: &Line) -> Option<(u32, &Line)> {
    let (number, _) = line.text.split_once(". world: ")?;
    (line.stream == Stream::Out).then_some((number.parse().ok()?, line))
}
