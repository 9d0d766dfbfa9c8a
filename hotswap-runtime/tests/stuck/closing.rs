use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{ReloadError, Swapper};
use test_kit::{isolated, wait_until};

use super::gate::Gate;
use super::{begin, line, serving, wait_for_line, wait_until_gone};
use crate::common::scene::{Actor, Scene, linked};

const LONG: Duration = Duration::from_secs(3600);
const SHORT: Duration = Duration::from_millis(400);

#[test]
fn a_swapper_that_is_closed_has_ended_all_of_its_plugins() {
    let scene = Scene::with("close_all", |builder| builder.free_delay(LONG));
    begin(
        &scene,
        &[Actor::new("user", 1).needs("used"), linked("used", 1)],
    );
    scene.add(&Actor::new("user", 2).needs("used"));
    scene.reload().unwrap();
    scene.journal();
    let report = scene.swapper.close(LONG);
    assert!(report.is_complete(), "{report}");
    assert_eq!(report.to_string(), "all plugins have ended");
    assert_eq!(
        scene.journal(),
        ["user1.on_free", "user2.on_free", "used1.on_free"]
    );
    let stats = scene.swapper.stats();
    assert_eq!((stats.opened, stats.unloaded), (3, 3), "{stats}");
}

#[test]
fn what_does_not_end_is_reported_with_its_hook_and_the_others_have_ended() {
    let test = "close_stuck";
    let gate = Gate::new(test);
    let stuck = Actor::new("user", 1)
        .needs("used")
        .doing("on_free", &gate.code());
    let scene = serving(test, &[stuck, linked("used", 1), Actor::new("other", 1)]);
    let gate = gate;
    let report = scene.swapper.close(SHORT);
    let lines: Vec<_> = report.remaining.iter().map(ToString::to_string).collect();
    let [used, user] = lines.as_slice() else {
        panic!("{report}");
    };
    assert!(
        user.starts_with("user 1.0.0 of generation 1, replaced: in `on_free` for 0."),
        "{user}"
    );
    assert_eq!(
        used,
        "used 1.0.0 of generation 1, replaced: 1 import of another plugin"
    );
    assert!(scene.journal().contains(&"other1.on_free".to_owned()));
    // Asked once more, it says what has ended since.
    gate.open();
    let report = scene.swapper.close(LONG);
    assert!(report.is_complete(), "{report}");
}

#[test]
fn who_holds_what_does_not_end_is_reported() {
    let scene = serving("close_held", &[Actor::new("world", 1)]);
    let manager = scene.swapper.current();
    let held = manager
        .plugin("world")
        .unwrap()
        .plugin_fn("version")
        .unwrap();
    drop(manager);
    let report = scene.swapper.close(SHORT);
    assert_eq!(
        report.to_string(),
        "world 1.0.0 of generation 1, replaced: 1 × LiveFn"
    );
    assert_eq!(held.call::<u32>(()).unwrap(), 1, "it may be called still");
    drop(held);
    assert!(scene.swapper.close(LONG).is_complete());
}

#[test]
fn a_swapper_that_was_closed_loads_nothing_any_more() {
    let scene = serving("close_after", &[Actor::new("world", 1)]);
    let clone = scene.swapper.clone();
    scene.add(&Actor::new("world", 2));
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    let version = scene.swapper.late_fn("version");
    assert!(!clone.close(Duration::ZERO).is_complete());
    let is_closed = |error| matches!(error, ReloadError::Closed);
    assert!(is_closed(staged.commit().unwrap_err()));
    assert!(is_closed(scene.load().unwrap_err()));
    assert!(is_closed(scene.reload().unwrap_err()));
    assert!(is_closed(scene.swapper.rollback().unwrap_err()));
    assert!(is_closed(
        scene.swapper.prepare(&LiveData::none()).unwrap_err()
    ));
    assert_eq!(scene.swapper.current().plugins().len(), 0);
    assert!(version.call::<u32>(()).is_err());
    assert!(clone.close(LONG).is_complete());
}

#[test]
fn a_callback_that_closes_its_swapper_does_not_wait_for_itself() {
    isolated(|| {
        let scene = serving("close_callback", &[Actor::new("world", 1)]);
        scene.add(&Actor::new("world", 2));
        let swapper = scene.swapper.clone();
        let reload = scene.swapper.reload_with(&LiveData::none(), |_| {
            assert!(!swapper.close(LONG).is_complete());
            Ok(())
        });
        let error = reload.expect_err("it was closed");
        assert!(matches!(error, ReloadError::Closed), "{error}");
        assert!(scene.swapper.close(LONG).is_complete());
    });
}

#[test]
fn a_rollback_whose_callback_closes_the_swapper_brings_nothing_back() {
    let swapper = Arc::<OnceLock<Swapper>>::default();
    let closes = Arc::clone(&swapper);
    let scene = Scene::with("close_rollback", move |builder| {
        builder.on_reload(move |reloading| {
            if reloading.next().generation() < reloading.current().generation() {
                let swapper: &Swapper = closes.get().expect("it was loaded");
                swapper.close(Duration::ZERO);
            }
            Ok(())
        })
    });
    begin(&scene, &[Actor::new("world", 1)]);
    assert!(swapper.set(scene.swapper.clone()).is_ok());
    scene.add(&Actor::new("world", 2));
    scene.reload().unwrap();
    let error = scene.swapper.rollback().expect_err("it was closed");
    assert!(matches!(error, ReloadError::Closed), "{error}");
    assert_eq!(scene.swapper.current().generation(), 2);
    assert!(scene.swapper.close(LONG).is_complete());
}

#[test]
fn a_reload_that_does_not_return_does_not_keep_close_from_it() {
    let test = "close_reload";
    let gate = Gate::new(test);
    let scene = serving(test, &[Actor::new("world", 1)]);
    let gate = gate;
    scene.add(&Actor::new("world", 2).doing("on_load", &gate.code()));
    let swapper = scene.swapper.clone();
    let reload = std::thread::spawn(move || swapper.reload(&LiveData::none()));
    wait_until("the reload has begun", || {
        scene.swapper.stats().to_string().contains("in `on_load`")
    });
    let report = scene.swapper.close(SHORT);
    let text = report.to_string();
    assert!(
        text.contains("world 1.0.0 of generation 1, serving"),
        "{text}"
    );
    assert!(
        text.contains("world 2.0.0 of generation 2, staged: in `on_load` for "),
        "{text}"
    );
    gate.open();
    assert!(matches!(reload.join().unwrap(), Err(ReloadError::Closed)));
    let report = scene.swapper.close(LONG);
    assert!(report.is_complete(), "{report}");
}

/// Drops the swapper of a scene on a thread, and says when that has returned.
fn dropped(swapper: Swapper) -> mpsc::Receiver<()> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        drop(swapper);
        tell.send(()).unwrap();
    });
    told
}

#[test]
fn a_swapper_that_is_dropped_waits_for_a_slow_hook() {
    let test = "drop_slow";
    let gate = Gate::new(test);
    let slow = ["one", "two"].map(|name| Actor::new(name, 1).doing("on_free", &gate.code()));
    let Scene {
        swapper,
        journal,
        plugins,
        ..
    } = serving(test, &slow);
    let told = dropped(swapper);
    let freed = || {
        let lines = std::fs::read_to_string(&journal).unwrap();
        lines.lines().filter(|it| it.ends_with(".on_free")).count()
    };
    wait_until("both hooks have begun, on two threads", || freed() == 2);
    assert!(told.try_recv().is_err(), "it waits");
    gate.open();
    wait_until("it returns when the hooks have", || told.try_recv().is_ok());
    drop(plugins);
}

#[test]
fn a_swapper_that_is_dropped_does_not_wait_for_ever() {
    let test = "drop_stuck";
    let gate = Gate::new(test);
    let limit = |builder: hotswap_runtime::SwapperBuilder| {
        builder.free_delay(Duration::ZERO).drop_timeout(SHORT)
    };
    let scene = Scene::with(test, limit);
    let user = Actor::new("user", 1)
        .needs("used")
        .doing("on_free", &gate.code());
    begin(&scene, &[user, linked("used", 1), Actor::new("other", 1)]);
    let Scene {
        swapper,
        journal,
        plugins,
        ..
    } = scene;
    let told = dropped(swapper);
    wait_until("it returns", || told.try_recv().is_ok());
    let freed = || {
        let lines = std::fs::read_to_string(&journal).unwrap();
        let freed = lines.lines().filter(|it| it.ends_with(".on_free"));
        freed.map(str::to_owned).collect::<Vec<_>>()
    };
    let others = freed().into_iter().filter(|it| !it.starts_with("user"));
    assert_eq!(
        others.collect::<Vec<_>>(),
        ["other1.on_free"],
        "`used` is still imported"
    );
    gate.open();
    wait_until("what it imports is freed after it", || {
        freed().last().is_some_and(|it| it == "used1.on_free")
    });
    drop(plugins);
}

#[test]
fn what_somebody_lets_go_after_a_stuck_plugin_was_given_up_ends_as_well() {
    let test = "drop_later";
    let gate = Gate::new(test);
    let scene = serving(
        test,
        &[
            Actor::new("stuck", 1).doing("on_free", &gate.code()),
            Actor::new("other", 1),
        ],
    );
    let gate = gate;
    let manager = scene.swapper.current();
    let held = manager.plugin("other").unwrap().clone();
    drop(manager);
    assert!(!scene.swapper.close(SHORT).is_complete());
    wait_for_line(&scene, "other", "1 × LoadedPlugin");
    drop(held);
    wait_until_gone(&scene, "other");
    assert!(line(&scene, "stuck").contains("in `on_free`"));
    gate.open();
    wait_until_gone(&scene, "stuck");
}
