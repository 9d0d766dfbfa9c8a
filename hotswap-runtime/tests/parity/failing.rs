//! A failure or a panic at any step undoes all, and the old generation serves on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hotswap::Error;
use hotswap_runtime::{ReloadError, Step};

use crate::common::scene::{Actor, Scene};

/// Plugins a, b, c serve in version 1; then b comes in a version that goes wrong in `hook`.
fn goes_wrong(test: &str, hook: &'static str, actor: Actor, freed: &[&str]) {
    let scene = Scene::new(test);
    for name in ["a", "b", "c"] {
        scene.add(&Actor::new(name, 1));
    }
    scene.load().unwrap();
    scene.add(&Actor::new("a", 2));
    scene.add(&actor);
    scene.add(&Actor::new("c", 2));
    scene.journal();

    let error = scene.reload().unwrap_err();
    let ReloadError::Hook { plugin, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(plugin, "b");
    let text = error.to_string();
    let said = if actor.has_panic() {
        format!("no {hook} today")
    } else {
        format!("{hook} went wrong")
    };
    assert!(text.contains(&said), "{text}");
    assert_eq!(
        scene
            .journal()
            .into_iter()
            .filter(|it| it.ends_with("on_free"))
            .collect::<Vec<_>>(),
        freed,
        "everything created is freed in reverse order"
    );
    for name in ["a", "b", "c"] {
        assert_eq!(scene.version(name), 1, "the old generation serves on");
    }
    scene.add(&Actor::new("b", 3));
    assert_eq!(scene.reload().unwrap().to_string(), "a: ok, b: ok, c: ok");
    assert_eq!(scene.version("b"), 3);
}

#[test]
fn panics_on_load() {
    let actor = Actor::new("b", 2).panics_in("on_load");
    goes_wrong(
        "panics_OnLoad",
        "on_load",
        actor,
        &["c2.on_free", "b2.on_free", "a2.on_free"],
    );
}

#[test]
fn panics_on_init() {
    let actor = Actor::new("b", 2).panics_in("on_init");
    goes_wrong(
        "panics_OnInit",
        "on_init",
        actor,
        &["c2.on_free", "b2.on_free", "a2.on_free"],
    );
}

#[test]
fn panics_reloadable() {
    let actor = Actor::new("b", 2).panics_in("reloadable");
    goes_wrong(
        "panics_Reloadable",
        "reloadable",
        actor,
        &["b2.on_free", "a2.on_free"],
    );
}

#[test]
fn panics_default() {
    let actor = Actor::new("b", 2).panics_in("default");
    goes_wrong("panics_Default", "default", actor, &["a2.on_free"]);
}

#[test]
fn an_error_in_on_load_or_on_init_undoes_all_as_a_panic_does() {
    let all = ["c2.on_free", "b2.on_free", "a2.on_free"];
    for hook in ["on_load", "on_init"] {
        let actor = Actor::new("b", 2).fails_in(hook);
        goes_wrong(&format!("fails_{hook}"), hook, actor, &all);
    }
}

#[test]
fn panics_on_free_are_contained_and_the_others_are_freed_still() {
    let scene = Scene::new("panics_OnFree");
    scene.add(&Actor::new("a", 1));
    scene.add(&Actor::new("b", 1).panics_in("on_free"));
    scene.add(&Actor::new("c", 1));
    scene.load().unwrap();
    for name in ["a", "b", "c"] {
        scene.add(&Actor::new(name, 2));
    }
    scene.journal();
    scene.reload().unwrap();
    let journal = scene.journal_of(15);
    assert_eq!(journal[12..], ["c1.on_free", "b1.on_free", "a1.on_free"]);
    assert_eq!(scene.version("b"), 2);
}

#[test]
fn panics_invoke_func_stops_neither_the_others_nor_the_plugin() {
    let scene = Scene::new("panics_InvokeFunc");
    let tick = |body: &str| {
        format!("#[plugin_fn] fn tick(n: u32) -> hotswap::Result<()> {{ note(\"tick\"); {body} }}")
    };
    scene.add(&Actor::new("a", 1).with(&tick("let _ = n; Ok(())")));
    scene.add(&Actor::new("b", 1).with(&tick("panic!(\"tick {n} in b\")")));
    scene.add(&Actor::new("c", 1).with(&tick(
        "Err(hotswap::Error::msg(format!(\"c is out of {n}\")))",
    )));
    scene.add(&Actor::new("d", 1));
    scene.add(&Actor::new("e", 1).with(&tick("let _ = n; Ok(())")));
    scene.load().unwrap();
    scene.journal();
    let manager = scene.swapper.current();

    let results = manager.invoke_each("tick", (7u32,));
    assert_eq!(
        scene.journal(),
        ["a1.tick", "b1.tick", "c1.tick", "e1.tick"]
    );
    let names: Vec<_> = results.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "e"]);
    assert!(results[0].1.is_ok() && results[3].1.is_ok());
    match &results[1].1 {
        Err(Error::Panicked {
            plugin,
            message,
            location,
            ..
        }) => {
            assert_eq!((plugin.as_str(), message.as_str()), ("b", "tick 7 in b"));
            assert!(location.as_ref().unwrap().contains(".rs:"), "{location:?}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        results[2].1.as_ref().unwrap_err().to_string(),
        "c is out of 7"
    );
    assert_eq!(results[2].1.as_ref().unwrap_err().plugin(), Some("c"));

    let results = manager.invoke_each_backward("tick", (8u32,));
    assert_eq!(
        scene.journal(),
        ["e1.tick", "c1.tick", "b1.tick", "a1.tick"]
    );
    assert_eq!(results.len(), 4);
}

/// A panic inside the runtime, at `step`.
fn panic_trigger(test: &str, step: Step) {
    let armed = Arc::new(AtomicBool::new(false));
    let trigger = Arc::clone(&armed);
    let scene = Scene::with(test, |builder| {
        builder.on_step(move |at| {
            assert!(
                !(at == step && trigger.load(Ordering::SeqCst)),
                "tripped at {at:?}"
            );
            Ok(())
        })
    });
    scene.add(&Actor::new("a", 1));
    scene.add(&Actor::new("b", 1));
    scene.load().unwrap();
    scene.add(&Actor::new("a", 2));
    scene.add(&Actor::new("b", 2));
    scene.journal();
    armed.store(true, Ordering::SeqCst);
    let error = scene.reload().unwrap_err();
    assert!(matches!(error, ReloadError::Internal { .. }), "{error}");
    assert!(
        error.to_string().contains(&format!("tripped at {step:?}")),
        "{error}"
    );
    let journal = scene.journal();
    let count = |what: &str| journal.iter().filter(|it| it.ends_with(what)).count();
    assert_eq!(count("default"), count("on_free"), "{journal:?}");
    assert_eq!((scene.version("a"), scene.version("b")), (1, 1));

    armed.store(false, Ordering::SeqCst);
    assert_eq!(scene.reload().unwrap().to_string(), "a: ok, b: ok");
}

#[test]
fn panic_trigger1_before_any_code_has_run_leaves_nothing() {
    for step in [Step::Scan, Step::Compare, Step::Open, Step::Create] {
        panic_trigger(&format!("panicTrigger1_{step:?}"), step);
    }
}

#[test]
fn panic_trigger2_after_plugins_were_created_undoes_them() {
    for step in [
        Step::OnLoad,
        Step::Vault,
        Step::OnInit,
        Step::Callbacks,
        Step::Swap,
    ] {
        panic_trigger(&format!("panicTrigger2_{step:?}"), step);
    }
}
