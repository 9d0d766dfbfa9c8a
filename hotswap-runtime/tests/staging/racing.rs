use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::stats::Phase;
use hotswap_runtime::{PluginManager, ReloadError, Swapper};
use test_kit::wait_until;

use super::world;
use crate::common::scene::Scene;

/// A free delay that often ends while a rollback asks for what it keeps.
const SHORT: Duration = Duration::from_millis(1);

fn rounds() -> usize {
    test_kit::count("HOTSWAP_TEST_ROUNDS", 60) as usize
}

/// Calls what serves until `done`, in every way there is.
fn read(swapper: &Swapper, done: &AtomicBool) {
    let count = swapper.late_fn("count");
    while !done.load(Ordering::Relaxed) {
        assert!(count.call::<u32>(()).unwrap() > 0);
        let version = |manager: &PluginManager| {
            let world = manager.plugin("world").unwrap();
            world.invoke::<u32>("version", ()).unwrap()
        };
        assert!((1..=3).contains(&swapper.with(version)));
        assert!((1..=3).contains(&version(&swapper.current())));
    }
}

/// What may come of a commit or rollback that others are faster than.
fn is_fair<T>(result: &Result<T, ReloadError>) -> bool {
    matches!(
        result,
        Ok(_) | Err(ReloadError::Outdated { .. } | ReloadError::NothingToRollBack)
    )
}

/// Runs `act` on two threads, with readers and with somebody who asks for stats, many times each.
fn race(test: &str, act: impl Fn(&Contest, usize) + Sync) {
    let scene = Scene::with(test, |builder| builder.free_delay(SHORT));
    for version in [3, 2, 1] {
        scene.add(&world(version));
    }
    scene.load().unwrap();
    let stage = Contest {
        swapper: scene.swapper.clone(),
        libraries: [1, 2, 3].map(|version| scene.library(&world(version))),
        directory: scene.plugins.path().to_owned(),
    };
    let done = AtomicBool::new(false);
    let left = AtomicUsize::new(2);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| read(&stage.swapper, &done));
        }
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert!(!stage.swapper.stats().to_string().is_empty());
            }
        });
        for _ in 0..2 {
            scope.spawn(|| {
                (0..rounds()).for_each(|round| act(&stage, round));
                if left.fetch_sub(1, Ordering::Relaxed) == 1 {
                    done.store(true, Ordering::Relaxed);
                }
            });
        }
    });
    drop(stage);
    wait_until("only what serves is there", || {
        let stats = scene.swapper.stats();
        stats.versions.iter().all(|it| it.phase == Phase::Serving)
    });
    let stats = scene.swapper.stats();
    assert_eq!(
        (stats.opened, stats.kept_mapped),
        (stats.unloaded + 1, 0),
        "{stats}"
    );
    let mut journal = scene.journal();
    journal.extend(scene.end());
    let count = |what: &str| journal.iter().filter(|line| line.ends_with(what)).count();
    assert_eq!(count("default"), count("on_free"), "each is freed once");
}

/// What threads share of a scene.
struct Contest {
    swapper: Swapper,
    libraries: [PathBuf; 3],
    directory: PathBuf,
}

impl Contest {
    fn publish(&self, round: usize) {
        test_kit::publish(&self.libraries[round % 3], &self.directory, "world");
    }
}

#[test]
fn rollbacks_race_with_reloads_and_with_the_end_of_what_they_ask_for() {
    race("race_rollback", |stage, round| {
        stage.publish(round);
        let reloaded = stage.swapper.reload(&LiveData::none());
        assert!(reloaded.is_ok(), "{reloaded:?}");
        if round % 3 == 0 {
            thread::sleep(SHORT);
        }
        let rolled_back = stage.swapper.rollback();
        assert!(is_fair(&rolled_back), "{rolled_back:?}");
    });
}

#[test]
fn commits_race_with_reloads_and_rollbacks() {
    race("race_commit", |stage, round| {
        stage.publish(round);
        let staged = stage.swapper.prepare(&LiveData::none()).unwrap();
        let world = staged.manager().plugin("world").unwrap().clone();
        match round % 4 {
            0 => drop(staged),
            1 => assert!(is_fair(&stage.swapper.rollback())),
            _ => {
                let committed = staged.commit();
                assert!(is_fair(&committed), "{committed:?}");
            }
        }
        let version = world.invoke::<u32>("version", ()).unwrap();
        assert!((1..=3).contains(&version));
    });
}

#[test]
fn swappers_are_dropped_while_calls_are_under_way_and_generations_wait_for_their_end() {
    let scene = Scene::with("race_drop", |builder| builder.free_delay(SHORT));
    let libraries = [1, 2].map(|version| scene.library(&world(version)));
    for round in 0..rounds() {
        let publish =
            |version: usize| test_kit::publish(&libraries[version], scene.plugins.path(), "world");
        let delay = if round % 2 == 0 {
            SHORT
        } else {
            Duration::from_secs(3600)
        };
        publish(0);
        let builder = Swapper::builder(scene.plugins.path());
        let swapper = builder.free_delay(delay).build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        let count = swapper.late_fn("count");
        let reader = thread::spawn(move || while count.call::<u32>(()).is_ok() {});
        publish(1);
        swapper.reload(&LiveData::none()).unwrap();
        if round % 3 == 0 {
            assert!(is_fair(&swapper.rollback()));
        }
        drop(swapper);
        reader.join().unwrap();
    }
    let count =
        |journal: &[String], what: &str| journal.iter().filter(|line| line.ends_with(what)).count();
    // The drop of a swapper does not wait for calls under way: the version that the last reader called may end after it.
    let mut journal = Vec::new();
    wait_until("every version is freed", || {
        journal.extend(scene.journal());
        count(&journal, "on_free") >= 2 * rounds()
    });
    journal.extend(scene.end());
    assert_eq!(
        (count(&journal, "default"), count(&journal, "on_free")),
        (2 * rounds(), 2 * rounds())
    );
}
