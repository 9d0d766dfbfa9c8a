use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use hotswap::{Error, LiveData};
use hotswap_runtime::{Outcome, ReloadError};
use test_kit::wait_until;

use super::{LONG, serving, world};
use crate::common::scene::{Actor, Scene};

/// Version 2 has replaced version 1, which was called twice.
fn replaced(test: &str) -> Scene {
    let scene = serving(test);
    assert_eq!((scene.count(), scene.count()), (1, 2));
    scene.add(&world(2));
    scene.reload().unwrap();
    assert_eq!(scene.count(), 1, "version 2 counts anew");
    scene
}

fn nothing_to_roll_back(scene: &Scene) -> bool {
    matches!(
        scene.swapper.rollback(),
        Err(ReloadError::NothingToRollBack)
    )
}

#[test]
fn a_rollback_brings_back_the_version_of_before_with_its_state() {
    let scene = replaced("rollback");
    scene.journal();
    let report = scene.swapper.rollback().unwrap();
    assert_eq!(
        (report.to_string().as_str(), report.generation()),
        ("world: ok", 1)
    );
    assert_eq!((scene.version("world"), scene.generation()), (1, 1));
    assert_eq!(scene.count(), 3, "it is the same instance");
    assert_eq!(scene.journal(), [""; 0], "no hook has run");
    assert_eq!(scene.swapper.reload_count(), 1);
}

#[test]
fn a_rollback_of_a_rollback_brings_the_newer_one_back() {
    let scene = replaced("rollback_toggles");
    for round in 0..3 {
        scene.swapper.rollback().unwrap();
        assert_eq!(scene.count(), 3 + round);
        scene.swapper.rollback().unwrap();
        assert_eq!(scene.count(), 2 + round);
    }
    assert!(
        scene
            .journal()
            .iter()
            .all(|line| !line.ends_with("on_free"))
    );
}

#[test]
fn there_is_nothing_to_go_back_to_before_the_first_reload() {
    let scene = Scene::with("rollback_early", |builder| builder.free_delay(LONG));
    assert!(nothing_to_roll_back(&scene), "nothing is loaded");
    scene.add(&world(1));
    scene.load().unwrap();
    assert!(nothing_to_roll_back(&scene), "no empty generation");
    assert_eq!(scene.count(), 1);
}

#[test]
fn there_is_nothing_to_go_back_to_after_the_free_delay() {
    let scene = Scene::new("rollback_late");
    scene.add(&world(1));
    scene.load().unwrap();
    scene.add(&world(2));
    scene.reload().unwrap();
    wait_until("version 1 is freed", || scene.swapper.stats().freed == 1);
    let error = scene.swapper.rollback().unwrap_err().to_string();
    assert!(
        error.contains("or its free delay has passed; set a longer `free_delay`"),
        "{error}"
    );
    assert_eq!(scene.version("world"), 2);
}

#[test]
fn a_callback_that_fails_or_panics_stops_a_rollback_which_may_be_tried_again() {
    let stubborn = Arc::new(AtomicBool::new(false));
    let is_stubborn = Arc::clone(&stubborn);
    let scene = Scene::with("rollback_callback", |builder| {
        builder.free_delay(LONG).on_reload(move |reloading| {
            let (new, old) = (reloading.next(), reloading.current());
            if new.generation() < old.generation() && is_stubborn.load(Ordering::Relaxed) {
                return Err(Error::msg("no way back"));
            }
            assert!(new.generation() != 1 || !is_stubborn.load(Ordering::Relaxed));
            Ok(())
        })
    });
    scene.add(&world(1));
    scene.load().unwrap();
    scene.add(&world(2));
    scene.reload().unwrap();
    stubborn.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        let error = scene.swapper.rollback().unwrap_err();
        assert!(error.to_string().contains("no way back"), "{error}");
        assert_eq!(scene.version("world"), 2);
    }
    stubborn.store(false, Ordering::Relaxed);
    scene.swapper.rollback().unwrap();
    assert_eq!(scene.version("world"), 1);
}

#[test]
fn plugins_that_were_added_go_and_those_that_were_removed_come_back() {
    let scene = serving("rollback_set");
    scene.add(&Actor::new("cat", 1));
    scene.add(&Actor::new("dog", 1));
    scene.reload().unwrap();
    scene.add(&Actor::new("fox", 1));
    scene.plugins.remove("cat");
    scene.reload().unwrap();
    let report = scene.swapper.rollback().unwrap();
    assert_eq!(
        report.to_string(),
        "cat: ok, dog: unchanged, fox: removed, world: unchanged"
    );
    assert_eq!(report.outcome("fox"), Some(Outcome::Removed));
    assert!(scene.swapper.current().plugin("fox").is_err());
    assert_eq!(scene.version("cat"), 1);
}

#[test]
fn a_plugin_that_must_not_be_replaced_is_not_rolled_back() {
    let scene = serving("rollback_stubborn");
    scene.add(&Actor::new("rock", 1).stubborn());
    scene.reload().unwrap();
    let error = scene.swapper.rollback().unwrap_err();
    assert!(
        matches!(error, ReloadError::Stays { generation: 2, .. }),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("it loaded plugin rock, which is not reloadable"),
        "{error}"
    );
    assert_eq!(scene.version("rock"), 1);
    // With it in both generations, nothing is in the way.
    scene.add(&world(2));
    scene.reload().unwrap();
    scene.swapper.rollback().unwrap();
    assert_eq!((scene.version("world"), scene.version("rock")), (1, 1));
}

#[test]
fn a_reload_after_a_rollback_loads_the_files_again_once_they_are_allowed() {
    let scene = replaced("rollback_reload");
    scene.swapper.rollback().unwrap();
    let kept = scene.reload().unwrap();
    assert_eq!(kept.outcome("world"), Some(Outcome::Kept));
    assert_eq!(scene.count(), 3, "version 1 serves on, with its state");
    scene.swapper.forget_refused();
    let report = scene.reload().unwrap();
    assert_eq!(
        (report.to_string().as_str(), report.generation()),
        ("world: ok", 4)
    );
    assert_eq!(scene.count(), 1, "it is a new instance");
    scene.swapper.rollback().unwrap();
    assert_eq!(scene.count(), 4, "and version 1 the old one");
}

#[test]
fn readers_who_are_in_the_old_one_stay_in_it_while_it_comes_back() {
    let scene = serving("rollback_readers");
    let (swapper, (entered, inside), (leave, left)) = (
        scene.swapper.clone(),
        mpsc::channel(),
        mpsc::channel::<()>(),
    );
    let reader = std::thread::spawn(move || {
        swapper.with(|manager| {
            entered.send(()).unwrap();
            left.recv().unwrap();
            let count = manager.vault().live_fn("count").unwrap();
            (manager.generation(), count.call::<u32>(()).unwrap())
        })
    });
    inside.recv().unwrap();
    scene.add(&world(2));
    for _ in 0..5 {
        scene.reload().unwrap();
        scene.swapper.rollback().unwrap();
        assert_eq!(scene.version("world"), 1);
        scene.swapper.forget_refused();
    }
    scene.reload().unwrap();
    leave.send(()).unwrap();
    assert_eq!(reader.join().unwrap(), (1, 1));
    assert_eq!(scene.version("world"), 2);
}

#[test]
fn a_generation_with_calls_in_it_can_be_brought_back_when_its_free_delay_is_over() {
    let scene = Scene::with("rollback_calls", |builder| {
        builder.free_delay(Duration::ZERO)
    });
    scene.add(&world(1));
    scene.load().unwrap();
    scene.add(&world(2));
    scene.swapper.with(|manager| {
        assert_eq!(manager.generation(), 1);
        scene.reload().unwrap();
        wait_until("it is seen to be in use", || {
            scene
                .swapper
                .stats()
                .to_string()
                .contains("calls are under way in generation 1")
        });
        // The reaper may just be looking at it.
        wait_until("it is back", || scene.swapper.rollback().is_ok());
    });
    assert_eq!(scene.version("world"), 1);
    wait_until("version 2 is gone", || scene.swapper.stats().unloaded == 1);
    scene.swapper.forget_refused();
    scene.swapper.reload(&LiveData::none()).unwrap();
    assert_eq!(scene.version("world"), 2);
    wait_until("version 1 is gone", || scene.swapper.stats().unloaded == 2);
}
