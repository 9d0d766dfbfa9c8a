//! What a reload does, and what it leaves alone.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hotswap::{Error, LiveData};
use hotswap_runtime::{Outcome, ReloadError, Reloading, Swapper};

use crate::common::scene::{Actor, Scene};

#[test]
fn reload_takes_what_is_new_keeps_what_is_not_and_drops_what_is_gone() {
    let scene = Scene::new("reload");
    scene.add(&Actor::new("a", 1));
    scene.load().unwrap();

    scene.add(&Actor::new("a", 2));
    assert_eq!(scene.reload().unwrap().to_string(), "a: ok");
    assert_eq!(scene.version("a"), 2);

    // Published again: another file with the same content.
    scene.add(&Actor::new("a", 2));
    assert_eq!(scene.reload().unwrap().to_string(), "a: unchanged");

    scene.add(&Actor::new("b", 1));
    assert_eq!(scene.reload().unwrap().to_string(), "a: unchanged, b: ok");

    scene.plugins.remove("a");
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "a: removed, b: unchanged"
    );
    assert!(scene.swapper.current().plugin("a").is_err());
    assert_eq!(scene.version("b"), 1);
    assert_eq!(scene.swapper.reload_count(), 4);
}

#[test]
fn reload_frees_a_version_once_when_its_last_user_lets_go() {
    let scene = Scene::new("reload_frees");
    scene.add(&Actor::new("a", 1));
    scene.add(&Actor::new("b", 1));
    scene.load().unwrap();
    let held = scene.swapper.current();
    let function = held.plugin("a").unwrap().plugin_fn("version").unwrap();
    scene.journal();

    scene.add(&Actor::new("a", 2));
    scene.reload().unwrap();
    drop(held);
    assert_eq!(
        function.call::<u32>(()).unwrap(),
        1,
        "old calls run old code"
    );
    assert_eq!(
        scene.journal(),
        ["a2.default", "a2.reloadable", "a2.on_load", "a2.on_init"],
        "a held function keeps its version"
    );
    drop(function);
    assert_eq!(scene.journal_of(1), ["a1.on_free"]);
    drop(scene.swapper.clone());
    assert!(
        scene.journal().is_empty(),
        "and b, which both generations share, goes on"
    );
}

#[test]
fn stubborn_plugins_serve_on_whatever_their_file_is() {
    let scene = Scene::new("stubborn");
    scene.add(&Actor::new("a", 1).stubborn());
    scene.load().unwrap();
    scene.journal();
    scene.add(&Actor::new("a", 2));
    assert_eq!(scene.reload().unwrap().to_string(), "a: not reloadable");
    fs::write(scene.plugins.library("a"), "not even a library").unwrap();
    assert_eq!(scene.reload().unwrap().to_string(), "a: not reloadable");
    scene.plugins.remove("a");
    assert_eq!(scene.reload().unwrap().to_string(), "a: not reloadable");
    assert_eq!(scene.version("a"), 1);
    assert!(scene.journal().is_empty(), "nothing was loaded");
}

#[test]
fn swapper_load_plugins_needs_a_directory_and_comes_before_reload() {
    let swapper = Swapper::builder("no/such/directory").build().unwrap();
    let error = swapper.load(&LiveData::none()).unwrap_err();
    assert!(matches!(error, ReloadError::Directory { .. }));
    assert!(error.to_string().contains("no/such/directory"), "{error}");
    let error = swapper.reload(&LiveData::none()).unwrap_err();
    assert!(matches!(error, ReloadError::NotLoaded), "{error}");
    assert_eq!(swapper.current().plugins().len(), 0);

    let scene = Scene::new("load_later");
    scene.add(&Actor::new("a", 1));
    swapper.set_plugin_dir(scene.plugins.path());
    assert_eq!(
        swapper.load(&LiveData::none()).unwrap().to_string(),
        "a: ok"
    );
}

#[test]
fn swapper_load_plugins_gives_each_plugin_its_outcome_in_one_reload() {
    let scene = Scene::new("outcomes");
    scene.add(&Actor::new("a", 1).stubborn());
    scene.add(&Actor::new("b", 1));
    scene.add(&Actor::new("c", 1));
    scene.load().unwrap();
    let before = scene.swapper.current();
    scene.add(&Actor::new("b", 2));
    let report = scene.reload().unwrap();
    assert_eq!(report.outcome("a"), Some(Outcome::NotReloadable));
    assert_eq!(report.outcome("b"), Some(Outcome::Ok));
    assert_eq!(report.outcome("c"), Some(Outcome::Unchanged));
    assert_eq!(report.outcome("d"), None);
    assert!(!Arc::ptr_eq(&before, &scene.swapper.current()));
    assert_eq!(report.generation(), scene.swapper.current().generation());
}

#[test]
fn format_details_is_sorted_and_stable() {
    let scene = Scene::new("FormatDetails");
    scene.add(&Actor::new("c", 1));
    scene.add(&Actor::new("a", 1).stubborn());
    scene.add(&Actor::new("b", 1));
    scene.load().unwrap();
    scene.add(&Actor::new("b", 2));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "a: not reloadable, b: ok, c: unchanged"
    );
}

#[test]
fn swapper_load_plugins_frees_after_the_delay_once_and_only_what_was_replaced() {
    let scene = Scene::with("free_delay", |builder| {
        builder.free_delay(Duration::from_secs(2))
    });
    scene.add(&Actor::new("a", 1));
    scene.add(&Actor::new("b", 1));
    scene.load().unwrap();
    scene.journal();
    scene.add(&Actor::new("a", 2));
    scene.reload().unwrap();
    let hooks = ["a2.default", "a2.reloadable", "a2.on_load", "a2.on_init"];
    assert_eq!(scene.journal(), hooks, "not before the delay");
    assert_eq!(scene.journal_of(1), ["a1.on_free"]);

    // The swapper's end is everybody's end, dependents first, and waits for no delay.
    let Scene { swapper, .. } = &scene;
    let generation = swapper.current().generation();
    assert_eq!(generation, 2);
    let scene = drop_swapper(scene);
    assert_eq!(scene.journal(), ["b1.on_free", "a2.on_free"]);
}

/// The same scene with a swapper of nothing.
fn drop_swapper(mut scene: Scene) -> Scene {
    scene.swapper = Swapper::builder(scene.plugins.path()).build().unwrap();
    scene
}

#[test]
fn reload_with_callback_runs_callbacks_in_order_with_both_generations() {
    let calls = Arc::new(AtomicUsize::new(0));
    let note = |expected: usize| {
        let calls = Arc::clone(&calls);
        move || assert_eq!(calls.fetch_add(1, Ordering::SeqCst) % 3, expected)
    };
    let (first, second, extra) = (note(0), note(1), note(2));
    let scene = Scene::with("ReloadWithCallback", |builder| {
        builder
            .on_reload(move |reloading| {
                first();
                let (new, old) = (
                    reloading.next().generation(),
                    reloading.current().generation(),
                );
                assert_eq!(new, old + 1);
                Ok(())
            })
            .on_reload(move |_| {
                second();
                Ok(())
            })
    });
    scene.add(&Actor::new("a", 1));
    scene.load().unwrap();
    calls.fetch_add(1, Ordering::SeqCst);
    scene.add(&Actor::new("a", 2));
    let seen = |reloading: &Reloading<'_>| {
        extra();
        let version = |it: &hotswap_runtime::PluginManager| it.plugin("a")?.invoke("version", ());
        assert_eq!(
            (version(reloading.next())?, version(reloading.current())?),
            (2u32, 1u32)
        );
        Ok(())
    };
    scene.swapper.reload_with(&LiveData::none(), seen).unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 6);
}

#[test]
fn callbacks_are_told_what_becomes_of_each_plugin() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let scene = Scene::with("callback_report", |builder| {
        builder
            .free_delay(Duration::from_secs(3600))
            .on_reload(move |reloading| {
                let changed = ["a", "b", "c", "d"].into_iter();
                let changed: String = changed.filter(|name| reloading.changes(name)).collect();
                let report = reloading.report();
                tell.lock()
                    .unwrap()
                    .push(format!("{}: {report}; {changed}", report.generation()));
                Ok(())
            })
    });
    scene.add(&Actor::new("a", 1));
    scene.add(&Actor::new("b", 1));
    scene.load().unwrap();
    scene.add(&Actor::new("a", 2));
    scene.add(&Actor::new("c", 1));
    let report = scene.swapper.reload(&LiveData::none()).unwrap();
    scene.swapper.rollback().unwrap();
    assert_eq!(report.to_string(), "a: ok, b: unchanged, c: ok");
    assert_eq!(
        *told.lock().unwrap(),
        [
            "1: a: ok, b: ok; ab",
            "2: a: ok, b: unchanged, c: ok; ac",
            "1: a: ok, b: unchanged, c: removed; ac",
        ]
    );
}

#[test]
fn reload_with_callback_that_fails_or_panics_undoes_the_reload() {
    let scene = Scene::new("callback_fails");
    scene.add(&Actor::new("a", 1));
    scene.load().unwrap();
    scene.add(&Actor::new("a", 2));
    let current = scene.swapper.current();
    for (panics, expected) in [(false, "not now"), (true, "not ever")] {
        scene.journal();
        let error = scene
            .swapper
            .reload_with(&LiveData::none(), |_| {
                assert!(!panics, "not ever");
                Err(Error::msg("not now"))
            })
            .unwrap_err();
        assert!(matches!(error, ReloadError::Callback { .. }));
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(scene.journal().last().unwrap(), "a2.on_free");
        assert!(Arc::ptr_eq(&current, &scene.swapper.current()));
        assert_eq!(scene.version("a"), 1);
    }
    assert_eq!(scene.swapper.reload_count(), 0);
}

#[test]
fn a_reload_from_inside_a_reload_is_refused_and_does_not_wait_for_itself() {
    let scene = Scene::new("reentrant");
    scene.add(&Actor::new("a", 1));
    scene.load().unwrap();
    let inner = scene.swapper.clone();
    let seen = |_: &Reloading<'_>| match inner.reload(&LiveData::none()) {
        Err(ReloadError::Reentrant) => Ok(()),
        other => Err(Error::msg(format!("{other:?}"))),
    };
    scene.swapper.reload_with(&LiveData::none(), seen).unwrap();
}

#[test]
fn a_callback_may_load_the_plugins_of_another_swapper() {
    let scene = Scene::new("two_swappers");
    scene.add(&Actor::new("a", 1));
    scene.load().unwrap();
    let other = Swapper::builder(scene.plugins.path()).build().unwrap();
    let load_other = |_: &Reloading<'_>| {
        other.load(&LiveData::none())?;
        Ok(())
    };
    scene
        .swapper
        .reload_with(&LiveData::none(), load_other)
        .unwrap();
    assert_eq!(other.current().generation(), 1);
}

#[test]
fn a_free_delay_past_the_end_of_time_frees_nothing_and_breaks_nothing() {
    let scene = Scene::with("delay_forever", |builder| builder.free_delay(Duration::MAX));
    scene.add(&Actor::new("a", 1));
    scene.load().unwrap();
    scene.add(&Actor::new("a", 2));
    assert_eq!(scene.reload().unwrap().to_string(), "a: ok");
    assert!(!scene.journal().contains(&"a1.on_free".to_owned()));
    let mut freed = drop_swapper(scene).journal();
    freed.sort();
    assert_eq!(freed, ["a1.on_free", "a2.on_free"]);
}
