//! Who holds an old version: a plugin that holds itself does not.

use hotswap::Obj;

use crate::api::Thing;
use crate::attack::attack;
use crate::plugin::{Attacker, evil, peer};
use crate::stage::{Stage, step};

/// A plugin that keeps objects and functions in statics.
fn hoarder() -> Attacker {
    evil(
        "static OBJECTS: Mutex<Vec<Obj<dyn Thing>>> = Mutex::new(Vec::new());
         static FUNCTIONS: Mutex<Vec<LiveFn>> = Mutex::new(Vec::new());
         #[live_fn] fn own(n: u32) -> u32 { n + 1 }
         #[plugin_fn] fn hold_own() { OBJECTS.lock().unwrap().push(Obj::new(Local(1))) }
         #[plugin_fn] fn hold(object: Obj<dyn Thing>) { OBJECTS.lock().unwrap().push(object) }
         #[plugin_fn] fn hold_function(name: &str) -> hotswap::Result<u32> {
             let function = VAULT.get().ok_or_else(|| hotswap::Error::msg(\"no vault\"))?.live_fn(name)?;
             let result = function.call((1u32,))?;
             FUNCTIONS.lock().unwrap().push(function);
             Ok(result)
         }
         #[plugin_fn] fn bounce(object: Obj<dyn Thing>) -> Obj<dyn Thing> { object }",
    )
}

fn hoarding_peer() -> Attacker {
    peer(
        "static OBJECTS: Mutex<Vec<Obj<dyn Thing>>> = Mutex::new(Vec::new());
         #[live_fn] fn of_peer(n: u32) -> u32 { n * 2 }
         #[plugin_fn] fn hold_import() { OBJECTS.lock().unwrap().push(Peer::imports().evil.clone()) }
         #[plugin_fn] fn give_import_a_holder_of_itself() -> hotswap::Result<u32> {
             Peer::imports().evil.give(Obj::new(Holder(&Peer::imports().evil)))
         }",
    )
}

/// `evil` is replaced three times, and `peer` with it, after `deed`.
fn all_leave_after(deed: impl FnOnce(&Stage)) {
    let stage = Stage::of(&[hoarder(), hoarding_peer()]);
    deed(&stage);
    for _ in 0..3 {
        stage.replace("evil");
    }
    stage.all_gone();
    stage.end();
}

#[test]
fn an_object_of_its_own_in_a_static_does_not_hold_a_plugin() {
    attack(|| all_leave_after(|stage| stage.evil("hold_own", ())));
}

#[test]
fn an_object_that_came_back_to_a_static_does_not_hold_its_plugin() {
    attack(|| {
        all_leave_after(|stage| {
            let object: Obj<dyn Thing> = stage.call("evil", "local", (1u32,));
            let object: Obj<dyn Thing> = stage.call("evil", "bounce", (object,));
            stage.evil("hold", (object,));
        })
    });
}

#[test]
fn an_export_that_came_back_to_a_static_does_not_hold_its_plugin() {
    attack(|| {
        all_leave_after(|stage| {
            let export = stage.swapper.current().export::<dyn Thing>("evil");
            stage.evil("hold", (export.unwrap(),));
        })
    });
}

#[test]
fn a_function_of_its_own_in_a_static_does_not_hold_a_plugin() {
    attack(|| {
        all_leave_after(|stage| {
            assert_eq!(stage.call::<u32>("evil", "hold_function", ("own",)), 2);
        })
    });
}

#[test]
fn a_function_of_another_plugin_in_a_static_is_named_or_let_go() {
    attack(|| {
        let stage = Stage::of(&[hoarder(), hoarding_peer()]);
        assert_eq!(stage.call::<u32>("evil", "hold_function", ("of_peer",)), 2);
        for _ in 0..3 {
            stage.replace("evil");
        }
        // The version of `peer` that is held imports that of `evil` which holds it.
        stage.stats_say("LiveFn");
        stage.end();
    });
}

#[test]
fn an_import_that_was_copied_to_a_static_does_not_hold_anybody_for_ever() {
    attack(|| {
        let stage = Stage::of(&[hoarder(), hoarding_peer()]);
        stage.call::<()>("peer", "hold_import", ());
        for _ in 0..3 {
            stage.replace("evil");
        }
        step(stage.swapper.stats());
        stage.end();
    });
}

#[test]
fn two_plugins_that_hold_each_other_are_named() {
    attack(|| {
        let stage = Stage::of(&[hoarder(), hoarding_peer()]);
        let given = "give_import_a_holder_of_itself";
        assert_eq!(stage.call::<u32>("peer", given, ()), 0);
        for _ in 0..3 {
            stage.replace("evil");
        }
        stage.stats_say("1 × Obj");
        stage.end();
    });
}

#[test]
fn what_was_imported_serves_as_long_as_somebody_has_it() {
    attack(|| {
        let works = "#[plugin_fn] fn work() { let evil = &Peer::imports().evil; std::thread::spawn(move || for _ in 0..30 {
            std::thread::sleep(Duration::from_millis(5)); evil.poke(1); Peer::imports().evil.poke(1);
        }); }";
        let stage = Stage::of(&[evil(""), peer(works)]);
        let holder: Obj<dyn Thing> = stage.call("peer", "holder_of_import", ());
        let import: Obj<dyn Thing> = stage.call("peer", "import", ());
        stage.call::<()>("peer", "work", ());
        for _ in 0..3 {
            stage.replace("evil");
            step(holder.poke(1) + import.poke(1));
        }
        let back = holder.back().unwrap();
        drop(holder);
        step(import.poke(1) + back.poke(1));
        drop((import, back));
        stage.all_gone();
    });
}

#[test]
fn handles_that_are_forgotten_hold_their_version_and_are_named() {
    attack(|| {
        let stage = Stage::of(&[hoarder()]);
        let object: Obj<dyn Thing> = stage.call("evil", "local", (1u32,));
        std::mem::forget(object.clone());
        std::mem::forget(stage.swapper.current().plugin("evil").unwrap().clone());
        std::mem::forget(stage.swapper.current());
        stage.replace("evil");
        stage.stats_say("1 × LoadedPlugin");
        assert_eq!(object.poke(1), 2);
        stage.end();
        assert_eq!(object.poke(2), 3);
    });
}
