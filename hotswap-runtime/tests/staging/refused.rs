use std::fs;

use hotswap_runtime::{ImportError, OnRefused, Outcome, ReloadError, ReloadReport};
use test_kit::wait_until;

use super::watching::watch;
use super::{LONG, serving, world};
use crate::common::scene::{Actor, Scene, linked};

/// `world` 2 has replaced `world` 1, and was rolled back; `cat` serves beside it.
fn rolled_back(test: &str) -> Scene {
    let scene = serving(test);
    scene.add(&Actor::new("cat", 1));
    scene.reload().unwrap();
    scene.add(&world(2));
    scene.reload().unwrap();
    scene.swapper.rollback().unwrap();
    scene
}

fn is_rolled_back(report: &ReloadReport, plugin: &str) -> bool {
    matches!(report.reason(plugin), Some(ReloadError::RolledBack { plugin: it, .. }) if it == plugin)
}

#[test]
fn what_was_rolled_back_does_not_come_back_because_another_plugin_is_published() {
    let scene = rolled_back("staged_refused_other");
    for version in [2, 3] {
        scene.add(&Actor::new("cat", version));
        let report = scene.reload().unwrap();
        assert_eq!(report.outcome("cat"), Some(Outcome::Ok));
        assert_eq!(report.outcome("world"), Some(Outcome::Kept));
        assert!(is_rolled_back(&report, "world"), "{report}");
        assert!(
            report.to_string().contains(
                "libworld.so: generation 3, which loaded this build of world, was rolled back"
            ),
            "{report}"
        );
        assert_eq!((scene.version("world"), scene.version("cat")), (1, version));
    }
    scene.add(&world(3));
    assert_eq!(scene.reload().unwrap().outcome("world"), Some(Outcome::Ok));
    assert_eq!(scene.version("world"), 3);
}

#[test]
fn nor_does_a_watch_bring_it_back() {
    let scene = rolled_back("staged_refused_watch");
    let (_watch, told) = watch(&scene);
    scene.add(&Actor::new("cat", 2));
    wait_until("cat 2 is loaded", || scene.version("cat") == 2);
    assert_eq!(scene.version("world"), 1);
    // The watch tells of a reload when that is done.
    wait_until("the watch has told", || !told.lock().unwrap().is_empty());
    let told = told.lock().unwrap().clone();
    assert!(told[0].starts_with("cat: ok, world: kept ("), "{told:?}");
    scene.swapper.forget_refused();
    wait_until("it may come back", || scene.version("world") == 2);
}

#[test]
fn a_file_that_was_rolled_back_is_the_same_however_often_it_is_written() {
    let scene = rolled_back("staged_refused_written");
    scene.add(&world(2));
    assert_eq!(
        scene.reload().unwrap().outcome("world"),
        Some(Outcome::Kept)
    );
    scene.plugins.remove("world");
    scene.add_as(&world(2), "world.so");
    let report = scene.reload().unwrap();
    assert!(is_rolled_back(&report, "world"), "{report}");
    assert_eq!(scene.version("world"), 1);
}

#[test]
fn what_was_rolled_back_is_allowed_once_another_build_was_there() {
    let scene = rolled_back("staged_refused_between");
    scene.add(&world(1));
    let report = scene.reload().unwrap();
    assert_eq!(report.outcome("world"), Some(Outcome::Unchanged));
    scene.add(&world(2));
    assert_eq!(scene.reload().unwrap().outcome("world"), Some(Outcome::Ok));
}

#[test]
fn a_rollback_of_a_rollback_allows_what_it_brings_back() {
    let scene = rolled_back("staged_refused_twice");
    scene.swapper.rollback().unwrap();
    assert_eq!(scene.version("world"), 2);
    // Version 1 is now what was rolled back.
    scene.add(&world(1));
    let report = scene.reload().unwrap();
    assert!(is_rolled_back(&report, "world"), "{report}");
    scene.add(&world(2));
    let report = scene.reload().unwrap();
    assert_eq!(report.to_string(), "cat: unchanged, world: unchanged");
    assert_eq!(scene.version("world"), 2);
}

#[test]
fn plugins_that_a_rollback_has_brought_back_or_taken_away_stay_so() {
    let scene = serving("staged_refused_set");
    scene.add(&Actor::new("cat", 1));
    scene.reload().unwrap();
    scene.plugins.remove("cat");
    scene.add(&Actor::new("fox", 1));
    scene.reload().unwrap();
    scene.swapper.rollback().unwrap();
    for version in [2, 3] {
        scene.add(&world(version));
        let report = scene.reload().unwrap();
        let expected = [
            ("cat", Outcome::Kept),
            ("fox", Outcome::LeftOut),
            ("world", Outcome::Ok),
        ];
        assert_eq!(report.outcomes().collect::<Vec<_>>(), expected);
        assert!(is_rolled_back(&report, "cat") && is_rolled_back(&report, "fox"));
        let text = report.reason("cat").unwrap().to_string();
        assert!(
            text.starts_with("generation 3, which removed plugin cat, was rolled back"),
            "{text}"
        );
    }
    scene.swapper.forget_refused();
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "cat: removed, fox: ok, world: unchanged"
    );
}

#[test]
fn what_is_tied_to_what_was_rolled_back_waits_for_another_build_of_that() {
    let scene = Scene::with("staged_refused_tied", |builder| builder.free_delay(LONG));
    scene.add(&linked("alpha", 1));
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.load().unwrap();
    scene.add(&linked("beta", 2).needs("alpha"));
    scene.reload().unwrap();
    scene.swapper.rollback().unwrap();
    scene.add(&linked("alpha", 2));
    let error = scene.reload().unwrap_err();
    let ReloadError::Imports { problems, .. } = &error else {
        panic!("{error}");
    };
    assert!(
        matches!(&problems[..], [ImportError::Kept { plugin, import, .. }] if plugin == "beta" && import == "alpha"),
        "{error}"
    );
    assert!(error.to_string().contains("was rolled back"), "{error}");
    assert_eq!(scene.path("beta"), "beta1(alpha1())");
    scene.add(&linked("beta", 3).needs("alpha"));
    assert_eq!(scene.reload().unwrap().to_string(), "alpha: ok, beta: ok");
}

/// A host that keeps what it has, and watches its directory.
fn lenient(test: &str) -> Scene {
    let scene = Scene::with(test, |builder| {
        builder.free_delay(LONG).on_refused(OnRefused::KeepOld)
    });
    scene.add(&world(1));
    scene.add(&Actor::new("cat", 1));
    scene.load().unwrap();
    scene
}

#[test]
fn a_watch_tries_a_plugin_that_fails_once_whatever_else_is_published() {
    let scene = lenient("staged_refused_failing");
    let (_watch, told) = watch(&scene);
    scene.add(&world(2).fails_in("on_init"));
    wait_until("it was tried", || !told.lock().unwrap().is_empty());
    for version in [2, 3] {
        scene.add(&Actor::new("cat", version));
        wait_until("cat is loaded", || scene.version("cat") == version);
    }
    assert_eq!(scene.noted("world2.on_init").len(), 1);
    assert_eq!(scene.version("world"), 1);
    scene.swapper.forget_refused();
    wait_until("it was tried again", || {
        !scene.noted("world2.on_init").is_empty()
    });
    scene.add(&world(3));
    wait_until("a good one is loaded", || scene.version("world") == 3);
}

#[test]
fn a_watch_goes_on_loading_others_beside_a_bad_file_and_beside_two_of_one_name() {
    let scene = lenient("staged_refused_beside");
    let (_watch, told) = watch(&scene);
    fs::write(scene.plugins.library("world"), "not a library").unwrap();
    wait_until("it was seen", || !told.lock().unwrap().is_empty());
    scene.add(&Actor::new("cat", 2));
    wait_until("cat 2 is loaded", || scene.version("cat") == 2);
    scene.add_as(&world(2), "World.so");
    let before = told.lock().unwrap().len();
    scene.add(&Actor::new("cat", 3));
    wait_until("cat 3 is loaded", || scene.version("cat") == 3);
    wait_until("it is told", || told.lock().unwrap().len() > before);
    let last = told.lock().unwrap().last().cloned().unwrap();
    assert!(last.contains("have the same plugin name `world`"), "{last}");
    fs::remove_file(scene.plugins.library("world")).unwrap();
    wait_until("the other one is loaded", || scene.version("world") == 2);
}

#[test]
fn a_bad_file_is_left_out_of_a_start_and_comes_when_it_is_mended() {
    let scene = lenient("staged_refused_restart");
    fs::write(scene.plugins.library("world"), "not a library").unwrap();
    let next = hotswap_runtime::Swapper::builder(scene.plugins.path());
    let next = next.on_refused(OnRefused::KeepOld).build().unwrap();
    let report = next.load(&hotswap::LiveData::none()).unwrap();
    assert_eq!(report.outcome("world"), Some(Outcome::LeftOut));
    assert_eq!(report.outcome("cat"), Some(Outcome::Ok));
    scene.add(&world(2));
    let report = next.reload(&hotswap::LiveData::none()).unwrap();
    assert_eq!(report.to_string(), "cat: unchanged, world: ok");
}
