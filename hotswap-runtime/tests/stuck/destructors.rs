use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use hotswap::prelude::*;
use hotswap_runtime::{Mode, SwapperBuilder, safe_point};
use test_kit::wait_until;

use super::{begin, wait_for_line, wait_until_gone};
use crate::common::scene::{Actor, Scene};

/// What the host keeps of plugins.
#[hotswap::interface]
pub(crate) trait Keeper {
    fn keep(&self, thing: Obj<dyn Thing>);
    fn pass(&self);
}

#[hotswap::interface]
pub(crate) trait Thing {
    fn number(&self) -> u32;
}

struct Kept(mpsc::Sender<Obj<dyn Thing>>);

impl Keeper for Kept {
    fn keep(&self, thing: Obj<dyn Thing>) {
        self.0.send(thing).expect("the test waits");
    }

    fn pass(&self) {
        safe_point();
    }
}

/// A plugin that gives the host an object in the destructor of a thread-local.
fn gives(version: u32) -> Actor {
    Actor::new("world", version)
        .with(
            "#[hotswap::interface] pub trait Keeper { fn keep(&self, thing: Obj<dyn Thing>); fn pass(&self); }
            #[hotswap::interface] pub trait Thing { fn number(&self) -> u32; }
            struct Used(std::cell::Cell<u32>);
            impl Drop for Used { fn drop(&mut self) { self.0.set(0); note(\"dropped\") } }
            thread_local! { static USED: Used = const { Used(std::cell::Cell::new(7)) }; }
            struct Seven;
            impl Thing for Seven {
                fn number(&self) -> u32 {
                    USED.with(|used| {
                        KEEPER.lock().unwrap().clone().unwrap().pass();
                        used.0.get()
                    })
                }
            }
            struct Gives(Obj<dyn Keeper>);
            impl Drop for Gives { fn drop(&mut self) { self.0.keep(Obj::new(Seven)) } }
            static KEEPER: std::sync::Mutex<Option<Obj<dyn Keeper>>> = std::sync::Mutex::new(None);
            thread_local! {
                static GIVES: std::cell::RefCell<Option<Gives>> = const { std::cell::RefCell::new(None) };
            }
            #[plugin_fn] fn leave() { GIVES.set(KEEPER.lock().unwrap().clone().map(Gives)) }",
        )
        .doing("on_init", "*KEEPER.lock().unwrap() = Some(vault.extension()?);")
}

/// What the destructor of a version that was freed gives to the host.
fn given(
    test: &str,
    settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder,
) -> (Scene, Obj<dyn Thing>) {
    let (tell, told) = mpsc::channel();
    let scene = Scene::with(test, |builder| {
        let builder = builder.free_delay(Duration::ZERO);
        settings(builder).try_extension::<dyn Keeper>(move || Ok(Obj::new(Kept(tell.clone()))))
    });
    begin(&scene, &[gives(1)]);
    let (go_on, goes_on) = mpsc::channel::<()>();
    let swapper = scene.swapper.clone();
    let thread = thread::spawn(move || {
        let manager = swapper.current();
        manager
            .plugin("world")
            .unwrap()
            .invoke::<()>("leave", ())
            .unwrap();
        drop((manager, swapper));
        goes_on.recv().unwrap();
        safe_point();
    });
    wait_until("it is left", || scene.journal().is_empty());
    scene.add(&gives(2));
    scene.reload().unwrap();
    wait_until("version 1 is freed", || scene.swapper.stats().freed == 1);
    go_on.send(()).unwrap();
    thread.join().unwrap();
    (scene, told.recv().expect("the destructor has given it"))
}

#[test]
fn a_destructor_may_give_away_an_object_while_its_plugin_leaves() {
    test_kit::isolated(|| {
        let (scene, thing) = given("tls_keep", |builder| builder);
        wait_for_line(&scene, "world", "freed: 1 × Obj");
        let another = thing.clone();
        assert_eq!(thing.number(), 7, "its code is there");
        drop(thing);
        assert_eq!(another.number(), 7);
        assert_eq!(scene.swapper.stats().unloaded, 0);
        drop(another);
        safe_point();
        wait_until_gone(&scene, "world");
        assert_eq!(scene.swapper.stats().unloaded, 1);
    });
}

#[test]
fn what_a_call_of_such_an_object_uses_is_not_taken_away_at_a_safe_point_in_it() {
    test_kit::isolated(|| {
        let (scene, thing) = given("tls_used", |builder| builder);
        assert_eq!(thing.number(), 7);
        safe_point();
        assert_eq!(thing.number(), 7);
        assert!(!scene.journal().contains(&"world1.dropped".to_owned()));
        drop(thing);
        safe_point();
        assert!(scene.journal().contains(&"world1.dropped".to_owned()));
        wait_until_gone(&scene, "world");
    });
}

#[test]
fn a_destructor_may_give_away_an_object_of_a_plugin_that_stays_mapped() {
    test_kit::isolated(|| {
        let (scene, thing) = given("tls_keep_retired", |builder| builder.mode(Mode::Retire));
        assert_eq!(thing.number(), 7);
        drop(scene);
        assert_eq!(thing.number(), 7, "its code is there for good");
    });
}

#[test]
fn a_panic_in_the_destructor_of_a_thread_local_names_its_plugin_before_the_process_ends() {
    let outcome = test_kit::child().run(|_| {
        let scene = Scene::new("tls_panic");
        let panics = "struct Panics;
            impl Drop for Panics { fn drop(&mut self) { panic!(\"no way out\") } }
            thread_local! { static PANICS: Panics = const { Panics }; }
            #[plugin_fn] fn leave() { PANICS.with(|_| ()) }";
        begin(&scene, &[Actor::new("world", 1).with(panics)]);
        super::call(&scene, "world", "leave");
        scene.add(&Actor::new("world", 2));
        scene.reload().unwrap();
        wait_until("never", || {
            safe_point();
            false
        });
    });
    assert_eq!(outcome.signal(), Some(6), "{outcome}");
    let panic = outcome
        .output
        .split(" panicked in plugin `world` at ")
        .nth(1);
    let (place, message) = panic
        .and_then(|it| it.split_once(":\n"))
        .unwrap_or_default();
    assert!(place.contains("world.rs:"), "{outcome}");
    assert!(message.starts_with("no way out\n"), "{outcome}");
}

#[test]
fn a_destructor_that_catches_its_panic_ends_nothing() {
    test_kit::isolated(|| {
        let scene = Scene::new("tls_caught");
        let panics = "struct Panics;
            impl Drop for Panics {
                fn drop(&mut self) { drop(std::panic::catch_unwind(|| panic!(\"caught\"))) }
            }
            thread_local! { static PANICS: Panics = const { Panics }; }
            #[plugin_fn] fn leave() { PANICS.with(|_| ()) }";
        begin(&scene, &[Actor::new("world", 1).with(panics)]);
        super::call(&scene, "world", "leave");
        scene.add(&Actor::new("world", 2));
        scene.reload().unwrap();
        wait_until("version 1 is gone", || {
            safe_point();
            scene.swapper.stats().unloaded == 1
        });
    });
}
