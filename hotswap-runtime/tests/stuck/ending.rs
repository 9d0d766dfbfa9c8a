use hotswap::prelude::*;
use test_kit::{isolated, wait_until};

use super::gate::Gate;
use super::{call, line, serving, wait_for_line, wait_until_gone};
use crate::common::scene::{Actor, linked};

/// A plugin whose version 1 does something that another one is not to wait for.
struct Case {
    name: &'static str,
    stuck: fn(&Gate) -> Actor,
    /// What of it is called before it is replaced.
    calls: Option<&'static str>,
    /// What the stats say of it.
    says: &'static str,
}

/// The plugin `stuck` does not end; `other` does; and `stuck` does as soon as it can.
fn holds_up_no_other(case: &Case) {
    let gate = Gate::new(case.name);
    let scene = serving(case.name, &[(case.stuck)(&gate), Actor::new("other", 1)]);
    // Opens the gate before the swapper is dropped, whatever happens.
    let gate = gate;
    if let Some(function) = case.calls {
        call(&scene, "stuck", function);
    }
    scene.add(&Actor::new("stuck", 2));
    scene.reload().unwrap();
    wait_for_line(&scene, "stuck", case.says);
    scene.add(&Actor::new("other", 2));
    scene.reload().unwrap();
    wait_until_gone(&scene, "other");
    let held = line(&scene, "stuck");
    assert!(held.contains(case.says), "{held}");
    assert_eq!(scene.swapper.stats().unloaded, 1, "only the other one");
    gate.open();
    wait_until_gone(&scene, "stuck");
    assert_eq!(scene.swapper.stats().unloaded, 2);
}

#[test]
fn on_free_that_does_not_return_holds_up_no_other_plugin() {
    holds_up_no_other(&Case {
        name: "stuck_on_free",
        stuck: |gate| Actor::new("stuck", 1).doing("on_free", &gate.code()),
        calls: None,
        says: "replaced: in `on_free` for ",
    });
}

#[test]
fn the_drop_of_a_plugin_that_does_not_return_holds_up_no_other_plugin() {
    holds_up_no_other(&Case {
        name: "stuck_drop",
        stuck: |gate| {
            let drop = format!(
                "impl Drop for Actor {{ fn drop(&mut self) {{ {} }} }}",
                gate.code()
            );
            Actor::new("stuck", 1).with(&drop)
        },
        calls: None,
        says: "replaced: in `drop` for ",
    });
}

#[test]
fn a_destructor_on_the_thread_that_frees_plugins_holds_up_no_other_plugin() {
    holds_up_no_other(&Case {
        name: "stuck_destructor",
        stuck: |gate| {
            let local = format!(
                "struct Waits;
                impl Drop for Waits {{ fn drop(&mut self) {{ {} }} }}
                thread_local! {{ static WAITS: Waits = const {{ Waits }}; }}",
                gate.code()
            );
            Actor::new("stuck", 1)
                .with(&local)
                .doing("on_free", "WAITS.with(|_| ());")
        },
        calls: None,
        says: "freed: thread `hotswap-reaper` (",
    });
}

#[test]
fn a_lock_of_stdout_that_was_forgotten_holds_up_no_other_plugin() {
    // The lock is never opened again: its thread has forgotten it.
    isolated(|| {
        let forgets = "#[plugin_fn] fn forgets() { std::mem::forget(std::io::stdout().lock()); }";
        let scene = serving(
            "stuck_stdout",
            &[Actor::new("stuck", 1).with(forgets), Actor::new("other", 1)],
        );
        call(&scene, "stuck", "forgets");
        scene.add(&Actor::new("stuck", 2));
        scene.reload().unwrap();
        wait_until("its thread-locals are gone", || {
            hotswap_runtime::safe_point();
            line(&scene, "stuck").contains("freed: in `flush of stdout` for ")
        });
        scene.add(&Actor::new("other", 2));
        scene.reload().unwrap();
        wait_until_gone(&scene, "other");
        // The host has its own lock.
        println!("{}", scene.swapper.stats());
        let report = scene.swapper.close(std::time::Duration::from_millis(1));
        assert!(!report.is_complete(), "{report}");
        drop(scene);
    });
}

#[test]
fn an_object_in_the_vault_whose_drop_does_not_return_holds_up_no_other_plugin() {
    holds_up_no_other(&Case {
        name: "stuck_object",
        stuck: |gate| {
            let thing = format!(
                "#[hotswap::interface] pub trait Thing {{}}
                struct Waits;
                impl Thing for Waits {{}}
                impl Drop for Waits {{ fn drop(&mut self) {{ {} }} }}",
                gate.code()
            );
            Actor::new("stuck", 1).with(&thing).doing(
                "on_init",
                "vault.set_extension::<dyn Thing>(Obj::new(Waits))?;",
            )
        },
        calls: None,
        says: "replaced: in `drop of an extension` for ",
    });
}

#[test]
fn what_a_stuck_plugin_imports_waits_for_it_and_what_has_nothing_to_do_with_it_does_not() {
    let test = "stuck_import";
    let gate = Gate::new(test);
    let user = |version| Actor::new("user", version).needs("used");
    let scene = serving(
        test,
        &[
            user(1).doing("on_free", &gate.code()),
            linked("used", 1),
            linked("other", 1),
        ],
    );
    let gate = gate;
    let mark = scene.journal().len();
    for actor in [user(2), linked("used", 2), linked("other", 2)] {
        scene.add(&actor);
    }
    scene.reload().unwrap();
    wait_for_line(&scene, "user", "in `on_free` for ");
    wait_until_gone(&scene, "other");
    let used = line(&scene, "used");
    assert!(
        used.contains("replaced: 1 import of another plugin"),
        "{used}"
    );
    gate.open();
    wait_until_gone(&scene, "user");
    wait_until_gone(&scene, "used");
    let journal = std::fs::read_to_string(&scene.journal).unwrap();
    let freed = journal
        .lines()
        .skip(mark)
        .filter(|it| it.ends_with("1.on_free"));
    let freed: Vec<_> = freed.filter(|it| !it.starts_with("other")).collect();
    assert_eq!(
        freed,
        ["user1.on_free", "used1.on_free"],
        "dependents first"
    );
}

#[test]
fn many_plugins_may_be_stuck_at_once() {
    let test = "stuck_many";
    let gate = Gate::new(test);
    let names = ["one", "two", "three"];
    let stuck = names.map(|name| Actor::new(name, 1).doing("on_free", &gate.code()));
    let scene = serving(test, &stuck);
    let gate = gate;
    scene.add(&Actor::new("other", 1));
    scene.reload().unwrap();
    for name in names {
        scene.add(&Actor::new(name, 2));
    }
    scene.reload().unwrap();
    scene.add(&Actor::new("other", 2));
    scene.reload().unwrap();
    wait_until_gone(&scene, "other");
    for name in names {
        wait_for_line(&scene, name, "in `on_free` for ");
    }
    gate.open();
    for name in names {
        wait_until_gone(&scene, name);
    }
}

#[test]
fn a_hook_of_a_reload_under_way_is_named() {
    let hooks = ["default", "reloadable", "on_load", "on_init"];
    for (hook, says) in
        hooks
            .into_iter()
            .zip(["Default::default", "reloadable", "on_load", "on_init"])
    {
        let test = &format!("stuck_{hook}");
        let gate = Gate::new(test);
        let scene = serving(test, &[Actor::new("other", 1)]);
        let gate = gate;
        scene.add(&Actor::new("stuck", 1).doing(hook, &gate.code()));
        let swapper = scene.swapper.clone();
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().name("loader".to_owned());
            let reload = move || swapper.reload(&LiveData::none()).map(|it| it.to_string());
            let reload = thread.spawn_scoped(scope, reload).unwrap();
            wait_for_line(&scene, "stuck", &format!("staged: in `{says}` for "));
            let line = line(&scene, "stuck");
            assert!(line.ends_with("s, on thread `loader`"), "{line}");
            assert_eq!(scene.version("other"), 1, "it serves on");
            gate.open();
            assert_eq!(
                reload.join().unwrap().unwrap(),
                "other: unchanged, stuck: ok"
            );
        });
        let line = line(&scene, "stuck");
        assert_eq!(line, "stuck 1.0.0 of generation 2, serving");
    }
}
