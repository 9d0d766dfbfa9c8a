//! Whoever holds an old version is named, and when they let go it goes.

use std::time::Duration;

use hotswap_runtime::{PluginManager, Swapper, safe_point};

use super::guest::Host;
use crate::common::worker::Worker;

fn version_of(manager: &PluginManager) -> u32 {
    let guest = manager.plugin("guest").unwrap();
    guest.invoke("version_too", ()).unwrap()
}

/// A thread that `guest` has left a thread-local with.
fn touched(host: &Host, name: &str) -> Worker {
    let worker = Worker::start(name);
    let touch = host.swapper.late_fn("touch");
    worker.run(move || touch.call::<()>(()).unwrap());
    worker
}

#[test]
fn a_function_that_is_kept_keeps_its_version() {
    let host = Host::serving();
    let kept = host.swapper.current().vault().live_fn("version").unwrap();
    host.replace(2);
    host.wait_for_line("guest 1.0.0 of generation 1, replaced: 1 × LiveFn");
    let another = kept.clone();
    host.wait_for_line("guest 1.0.0 of generation 1, replaced: 2 × LiveFn");
    assert_eq!(another.call::<u32>(()).unwrap(), 1);
    assert_eq!(host.told("freed", 1), 0);
    drop((kept, another));
    host.version_1_goes();
}

#[test]
fn a_loaded_plugin_that_is_kept_keeps_its_version() {
    let host = Host::serving();
    let kept = host.swapper.current().plugin("guest").unwrap().clone();
    host.replace(2);
    host.wait_for_line("guest 1.0.0 of generation 1, replaced: 1 × LoadedPlugin");
    assert_eq!(kept.invoke::<u32>("version_too", ()).unwrap(), 1);
    assert_eq!(host.told("freed", 1), 0);
    drop(kept);
    host.version_1_goes();
}

#[test]
fn a_generation_that_is_kept_keeps_its_plugins() {
    let host = Host::serving();
    let kept = [host.swapper.current(), host.swapper.current()];
    host.replace(2);
    host.wait_for_line(
        "guest 1.0.0 of generation 1, replaced: 2 × Arc<PluginManager> of generation 1",
    );
    assert_eq!(version_of(&kept[0]), 1);
    assert_eq!(host.told("freed", 1), 0);
    drop(kept);
    host.version_1_goes();
}

#[test]
fn a_generation_that_waits_for_its_delay_says_how_long() {
    let host = Host::with(|builder| builder.free_delay(Duration::from_secs(3600)));
    host.replace(2);
    let waits = "guest 1.0.0 of generation 1, replaced: generation 1 is kept for another 35";
    host.wait_for_line_that(waits, |line| line.starts_with(waits));
    let (private, swapper) = (host.private().to_owned(), host.swapper.clone());
    drop(host);
    drop(swapper);
    assert_eq!(crate::common::process::images_below(&private), 0);
}

#[test]
fn a_late_call_under_way_keeps_its_version() {
    // Waited for when the host is gone, also by a panic.
    let worker = Worker::start("caller");
    let host = Host::serving();
    let stays = host.swapper.late_fn("stays");
    worker.begin(move || stays.call(()).unwrap());
    host.wait_until_told("entered", 1);
    host.replace(2);
    host.wait_for_line(
        "guest 1.0.0 of generation 1, replaced: calls are under way in generation 1",
    );
    assert_eq!(host.told("freed", 1), 0);
    host.go(1);
    host.version_1_goes();
}

#[test]
fn a_generation_that_is_lent_is_kept() {
    let host = Host::serving();
    host.swapper.with(|manager| {
        host.replace(2);
        host.wait_for_line(
            "guest 1.0.0 of generation 1, replaced: calls are under way in generation 1",
        );
        assert_eq!(version_of(manager), 1);
    });
    host.version_1_goes();
}

#[test]
fn a_thread_that_passes_no_safe_point_keeps_the_library_of_what_was_freed() {
    let host = Host::serving();
    let worker = touched(&host, "idle-host");
    host.replace(2);
    host.wait_for_line(&format!(
        "guest 1.0.0 of generation 1, freed: thread `idle-host` ({}): 1 thread-local",
        worker.tid()
    ));
    assert_eq!(host.told("freed", 1), 1);
    assert_eq!(host.told("dropped", 1), 0);
    host.version_1_goes_while(|| worker.run(safe_point));
    assert_eq!(host.told("dropped", 1), 1);
}

/// A thread that has something of version 1 lets go of it by `call`, whatever that answers.
fn lets_go_by(call: fn(&Swapper)) {
    let host = Host::serving();
    let worker = touched(&host, "busy-host");
    host.replace(2);
    host.wait_for_line_that("freed", |line| line.contains("freed: thread `busy-host`"));
    host.version_1_goes_while(|| {
        let swapper = host.swapper.clone();
        worker.run(move || call(&swapper));
    });
    assert_eq!(host.told("dropped", 1), 1);
}

#[test]
fn a_thread_that_goes_on_calling_passes_safe_points() {
    lets_go_by(|swapper| drop(swapper.late_fn("version").call::<u32>(())));
    lets_go_by(|swapper| drop(swapper.current().plugin("guest").cloned()));
    lets_go_by(|swapper| drop(swapper.current().vault().live_fn("version")));
    lets_go_by(|swapper| drop(swapper.with(|manager| manager.plugin("guest").cloned())));
    lets_go_by(|swapper| drop(swapper.rollback()));
}

#[test]
fn a_thread_that_ends_holds_nothing_any_more() {
    let host = Host::serving();
    let worker = touched(&host, "mortal-host");
    host.replace(2);
    host.wait_for_line_that("the thread", |line| line.contains("thread `mortal-host`"));
    drop(worker);
    host.version_1_goes();
    assert_eq!(host.told("dropped", 1), 1);
}

#[test]
fn a_thread_that_a_plugin_started_by_itself_keeps_its_library() {
    let host = Host::serving();
    host.call("starts_thread");
    host.replace(2);
    let held = "guest 1.0.0 of generation 1, freed: thread `stubborn` (";
    host.wait_for_line_that(held, |line| {
        line.starts_with(held) && line.contains("started by it, and still running")
    });
    // Long enough for the reaper to do what it must not do.
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!(host.swapper.stats().unloaded, 0);
    host.go(1);
    host.version_1_goes();
}

#[test]
fn a_spawned_thread_is_told_to_stop_and_waited_for() {
    let host = Host::serving();
    host.call("spawns");
    host.wait_until_told("started", 1);
    assert_eq!(host.told("told", 1), 0);
    host.replace(2);
    host.wait_until_told("told", 1);
    let held = "guest 1.0.0 of generation 1, freed: thread `dutiful` (";
    host.wait_for_line_that(held, |line| {
        line.starts_with(held) && line.contains("started by it, and still running")
    });
    host.go(1);
    host.version_1_goes();
}

#[test]
fn all_who_hold_a_version_are_named_in_one_line() {
    let host = Host::serving();
    let worker = touched(&host, "idle-host");
    let manager = host.swapper.current();
    let plugin = manager.plugin("guest").unwrap().clone();
    let function = manager.vault().live_fn("version").unwrap();
    host.replace(2);
    host.wait_for_line(&format!(
        "guest 1.0.0 of generation 1, replaced: 1 × Arc<PluginManager> of generation 1; \
         1 × LoadedPlugin; 1 × LiveFn; thread `idle-host` ({}): 1 thread-local",
        worker.tid()
    ));
    drop((manager, plugin, function));
    host.wait_for_line_that("freed", |line| line.contains("freed: thread `idle-host`"));
    host.version_1_goes_while(|| worker.run(safe_point));
}
