use std::sync::Arc;

use hotswap::{Error, LiveData};
use hotswap_runtime::stats::{HeldBy, Phase};
use hotswap_runtime::{ReloadError, Staged};
use test_kit::wait_until;

use super::{LONG, serving, world};
use crate::common::scene::{Actor, Scene};

fn prepare(scene: &Scene) -> Staged {
    let staged = scene.swapper.prepare(&LiveData::none());
    staged.expect("what is there is fine")
}

fn version_of(staged: &Staged) -> u32 {
    let world = staged.manager().plugin("world").expect("it is staged");
    world.invoke("version", ()).expect("it answers")
}

#[test]
fn a_staged_generation_can_be_tried_and_nobody_else_sees_it() {
    let scene = serving("staged_tried");
    scene.add(&world(2));
    let staged = prepare(&scene);
    assert_eq!(staged.report().to_string(), "world: ok");
    assert_eq!(staged.manager().generation(), 2);
    assert_eq!(version_of(&staged), 2);
    let count = staged.manager().vault().live_fn("count").unwrap();
    assert_eq!(count.call::<u32>(()).unwrap(), 1);

    assert_eq!((scene.version("world"), scene.generation()), (1, 1));
    assert_eq!(scene.count(), 1, "of version 1");
    assert_eq!(scene.swapper.reload_count(), 0);

    let report = staged.commit().unwrap();
    assert_eq!(
        (report.to_string().as_str(), report.generation()),
        ("world: ok", 2)
    );
    assert_eq!((scene.version("world"), scene.generation()), (2, 2));
    assert_eq!(scene.count(), 2, "what was tried is what serves");
    assert_eq!(scene.swapper.reload_count(), 1);
}

#[test]
fn what_is_dropped_instead_of_committed_is_undone() {
    let scene = serving("staged_dropped");
    scene.add(&world(2));
    drop(prepare(&scene));
    assert_eq!(scene.noted("on_free"), ["world2.on_free"]);
    assert_eq!(scene.version("world"), 1);
    wait_until("it is gone", || scene.swapper.stats().unloaded == 1);
    assert_eq!(scene.reload().unwrap().to_string(), "world: ok");
    assert_eq!(scene.version("world"), 2);
}

#[test]
fn a_generation_may_be_committed_on_another_thread() {
    let scene = serving("staged_elsewhere");
    scene.add(&world(2));
    let staged = prepare(&scene);
    let committed = std::thread::spawn(move || staged.commit());
    assert_eq!(committed.join().unwrap().unwrap().generation(), 2);
    assert_eq!(scene.version("world"), 2);
}

#[test]
fn what_was_prepared_before_another_reload_is_outdated_and_undone() {
    let scene = serving("staged_outdated");
    scene.add(&world(2));
    let staged = prepare(&scene);
    scene.add(&world(3));
    scene.reload().unwrap();
    scene.journal();
    let error = staged.commit().unwrap_err();
    assert!(
        matches!(
            error,
            ReloadError::Outdated {
                base: 1,
                current: 3,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        "the staged generation was prepared from generation 1, but generation 3 is current now: prepare again"
    );
    assert_eq!(scene.noted("on_free"), ["world2.on_free"]);
    assert_eq!(scene.version("world"), 3);
}

#[test]
fn of_two_that_are_staged_at_once_one_is_committed() {
    let scene = serving("staged_twice");
    scene.add(&world(2));
    let first = prepare(&scene);
    scene.add(&world(3));
    let second = prepare(&scene);
    assert_eq!((version_of(&first), version_of(&second)), (2, 3));
    assert_ne!(first.manager().generation(), second.manager().generation());
    second.commit().unwrap();
    assert!(matches!(first.commit(), Err(ReloadError::Outdated { .. })));
    assert_eq!(scene.version("world"), 3);
}

#[test]
fn what_was_prepared_for_a_generation_that_is_back_may_be_committed() {
    let scene = serving("staged_back");
    scene.add(&world(2));
    let staged = prepare(&scene);
    scene.add(&world(3));
    scene.reload().unwrap();
    scene.swapper.rollback().unwrap();
    staged.commit().unwrap();
    assert_eq!(scene.version("world"), 2);
}

#[test]
fn the_first_load_may_be_prepared() {
    let scene = Scene::with("staged_first", |builder| builder.free_delay(LONG));
    scene.add(&world(1));
    let staged = prepare(&scene);
    assert_eq!((version_of(&staged), scene.generation()), (1, 0));
    assert!(matches!(scene.reload(), Err(ReloadError::NotLoaded)));
    assert_eq!(staged.commit().unwrap().to_string(), "world: ok");
    assert_eq!(scene.version("world"), 1);
    assert_eq!(scene.swapper.reload_count(), 0, "it was a load");
    assert!(matches!(scene.load(), Err(ReloadError::AlreadyLoaded)));
    assert!(matches!(
        scene.swapper.rollback(),
        Err(ReloadError::NothingToRollBack)
    ));
}

#[test]
fn a_callback_of_a_commit_runs_last_and_undoes_it_when_it_fails_or_panics() {
    let scene = serving("staged_callback");
    scene.add(&world(2));
    let failed = prepare(&scene).commit_with(|reloading| {
        let (new, old) = (reloading.next(), reloading.current());
        assert_eq!((new.generation(), old.generation()), (2, 1));
        Err(Error::msg("not today"))
    });
    let text = failed.unwrap_err().to_string();
    assert!(text.contains("not today"), "{text}");
    let panicked = prepare(&scene).commit_with(|_| panic!("not tonight"));
    let text = panicked.unwrap_err().to_string();
    assert!(text.contains("not tonight"), "{text}");
    assert_eq!(scene.noted("on_free"), ["world2.on_free", "world2.on_free"]);
    assert_eq!(scene.version("world"), 1);
    prepare(&scene).commit_with(|_| Ok(())).unwrap();
    assert_eq!(scene.version("world"), 2);
}

#[test]
fn a_swapper_lives_as_long_as_what_is_staged_of_it() {
    let scene = serving("staged_outlives");
    scene.add(&world(2));
    let staged = prepare(&scene);
    let count = scene.swapper.late_fn("count");
    let after = scene.end();
    assert!(
        after.iter().all(|line| !line.ends_with("on_free")),
        "{after:?}"
    );
    assert_eq!(count.call::<u32>(()).unwrap(), 1);
    let world = Arc::clone(staged.manager());
    staged.commit().unwrap();
    assert!(
        count.call::<u32>(()).is_err(),
        "the swapper went after the commit"
    );
    let world = world.plugin("world").unwrap();
    assert_eq!(world.invoke::<u32>("version", ()).unwrap(), 2);
}

#[test]
fn no_number_is_given_twice() {
    let scene = serving("staged_numbers");
    let mut numbers = vec![scene.generation()];
    for round in 0..3 {
        scene.add(&world(2 + round % 2).fails_in("on_init"));
        assert!(scene.reload().is_err());
        scene.add(&world(2 + round % 2));
        let staged = prepare(&scene);
        numbers.push(staged.manager().generation());
        drop(staged);
        numbers.push(scene.reload().unwrap().generation());
        scene.swapper.rollback().unwrap();
        assert!(
            numbers.contains(&scene.generation()),
            "it is the one of before"
        );
        scene.swapper.rollback().unwrap();
    }
    assert_eq!(numbers, [1, 3, 4, 6, 7, 9, 10]);
}

#[test]
fn stats_tell_what_is_staged() {
    let scene = serving("staged_stats");
    scene.add(&world(2));
    let staged = prepare(&scene);
    let stats = scene.swapper.stats();
    let phases: Vec<_> = stats.versions.iter().map(|it| it.phase).collect();
    assert_eq!(phases, [Phase::Serving, Phase::Staged], "{stats}");
    let held = HeldBy::Generation {
        generation: 2,
        count: 1,
    };
    assert_eq!(stats.versions[1].held_by, [held], "{stats}");
    staged.commit().unwrap();
    let stats = scene.swapper.stats();
    let phases: Vec<_> = stats.versions.iter().map(|it| it.phase).collect();
    assert_eq!(phases, [Phase::Replaced, Phase::Serving], "{stats}");
}

#[test]
fn preparing_from_a_hook_or_callback_is_refused() {
    let scene = serving("staged_reentrant");
    scene.add(&world(2));
    let swapper = scene.swapper.clone();
    let mut refused = None;
    let result = scene.swapper.reload_with(&LiveData::none(), |_| {
        refused = swapper.prepare(&LiveData::none()).err();
        assert!(matches!(swapper.rollback(), Err(ReloadError::Reentrant)));
        Ok(())
    });
    result.unwrap();
    assert!(matches!(refused, Some(ReloadError::Reentrant)));
    scene.add(&Actor::new("cat", 1));
    prepare(&scene).commit().unwrap();
}
