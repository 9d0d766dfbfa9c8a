use hotswap::LiveData;
use hotswap_runtime::{Mode, safe_point};
use test_kit::wait_until;

use super::LONG;
use crate::common::scene::{Actor, Scene};

/// A plugin that notes when its value is dropped, too.
fn mortal(name: &str, version: u32) -> Actor {
    Actor::new(name, version).with("impl Drop for Actor { fn drop(&mut self) { note(\"drop\") } }")
}

fn three(scene: &Scene, version: u32) {
    for name in ["a", "b", "c"] {
        scene.add(&mortal(name, version));
    }
}

/// What ends in `scene` from now on, hook by hook.
fn ends(scene: &Scene, lines: usize) -> Vec<String> {
    let mut journal = scene.journal_of(lines);
    journal.retain(|line| line.ends_with("on_free") || line.ends_with("drop"));
    journal
}

#[test]
fn undone_plugins_are_freed_and_then_dropped_dependents_first() {
    let scene = Scene::with("undone_order", |builder| builder.free_delay(LONG));
    three(&scene, 1);
    scene.load().unwrap();
    three(&scene, 2);
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    scene.journal();
    drop(staged);
    let expected = [
        "c2.on_free",
        "b2.on_free",
        "a2.on_free",
        "c2.drop",
        "b2.drop",
        "a2.drop",
    ];
    assert_eq!(ends(&scene, 6), expected);
    scene.add(&mortal("c", 3).fails_in("on_init"));
    scene.reload().unwrap_err();
    let ends = ends(&scene, 18);
    let expected = [
        "c3.on_free",
        "b2.on_free",
        "a2.on_free",
        "c3.drop",
        "b2.drop",
        "a2.drop",
    ];
    assert_eq!(ends, expected);
}

#[test]
fn replaced_plugins_are_freed_and_dropped_dependents_first() {
    let scene = Scene::new("replaced_order");
    three(&scene, 1);
    scene.load().unwrap();
    three(&scene, 2);
    scene.journal();
    scene.reload().unwrap();
    let expected = [
        "c1.on_free",
        "c1.drop",
        "b1.on_free",
        "b1.drop",
        "a1.on_free",
        "a1.drop",
    ];
    assert_eq!(ends(&scene, 18), expected);
}

#[test]
fn what_was_undone_is_no_resident() {
    let scene = Scene::with("undone_resident", |builder| builder.mode(Mode::Resident));
    scene.add(&mortal("a", 1));
    scene.load().unwrap();
    scene.add(&mortal("a", 2));
    drop(scene.swapper.prepare(&LiveData::none()).unwrap());
    wait_until("it is freed", || scene.swapper.stats().freed == 1);
    assert!(scene.journal().contains(&"a2.drop".to_owned()));
    scene.add(&mortal("a", 3).panics_in("reloadable"));
    scene.reload().unwrap_err();
    wait_until("it is freed", || scene.swapper.stats().freed == 2);
}

#[test]
fn a_handle_of_what_was_undone_keeps_its_code() {
    let scene = Scene::with("undone_held", |builder| builder.free_delay(LONG));
    scene.add(&mortal("a", 1));
    scene.load().unwrap();
    scene.add(&mortal("a", 2));
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    let held = staged
        .manager()
        .plugin("a")
        .unwrap()
        .plugin_fn("version")
        .unwrap();
    drop(staged);
    assert!(
        scene.journal().contains(&"a2.on_free".to_owned()),
        "at once"
    );
    assert_eq!(held.call::<u32>(()).unwrap(), 2);
    let stats = scene.swapper.stats().to_string();
    assert!(
        stats.contains("a 2.0.0 of generation 2, staged: 1 × LiveFn"),
        "{stats}"
    );
    drop(held);
    wait_until("it is gone", || scene.swapper.stats().unloaded == 1);
}

#[test]
fn on_free_may_wait_for_the_threads_of_its_plugin() {
    let scene = Scene::new("undone_threads");
    let threads = |version| {
        Actor::new("a", version)
            .with("static THREAD: std::sync::Mutex<Option<hotswap::Thread>> = std::sync::Mutex::new(None);")
            .doing(
                "on_load",
                "let body = |stop: &hotswap::Stop| { stop.wait(std::time::Duration::MAX); note(\"stopped\") };
                *THREAD.lock().unwrap() = Some(hotswap::spawn(\"patient\", body).unwrap());",
            )
            .doing("on_free", "assert!(THREAD.lock().unwrap().take().unwrap().join());")
    };
    scene.add(&threads(1));
    scene.load().unwrap();
    scene.add(&threads(2));
    scene.reload().unwrap();
    wait_until("it is gone", || {
        // This thread has started theirs, and so has something of the plugin's std.
        safe_point();
        scene.swapper.stats().unloaded == 1
    });
    let ends = scene.end();
    assert!(ends.contains(&"a1.stopped".to_owned()), "{ends:?}");
}
