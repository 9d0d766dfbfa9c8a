use std::sync::mpsc;
use std::thread;

use hotswap_runtime::safe_point;
use test_kit::isolated;

use super::wait_until;
use crate::common::scene::{Actor, Scene};

/// A plugin with a live function, and one that keeps it, in `place`.
fn keeps_a_function(test: &str, place: &str) -> Scene {
    let scene = Scene::new(test);
    scene.add(&Actor::new("giver", 1).with("#[live_fn] fn gift() -> u32 { 1 }"));
    scene.add(&taker(1, place));
    scene.load().unwrap();
    scene
}

fn taker(version: u32, place: &str) -> Actor {
    Actor::new("taker", version)
        .with(&format!(
            "static KEPT: std::sync::Mutex<Option<hotswap::LiveFn>> = std::sync::Mutex::new(None);
            thread_local! {{
                static OWN: std::cell::RefCell<Option<hotswap::LiveFn>> = const {{ std::cell::RefCell::new(None) }};
            }}
            #[plugin_fn] fn keep() {{ let gift = KEPT.lock().unwrap().clone(); {place} }}
            #[plugin_fn] fn give_up() {{ KEPT.lock().unwrap().take(); }}"
        ))
        .doing("on_init", "*KEPT.lock().unwrap() = Some(vault.live_fn(\"gift\")?);")
}

fn call(scene: &Scene, name: &str) {
    let manager = scene.swapper.current();
    manager
        .plugin("taker")
        .unwrap()
        .invoke::<()>(name, ())
        .unwrap();
}

#[test]
fn a_function_in_a_static_of_another_plugin_keeps_its_code_and_stats_say_so() {
    let scene = keeps_a_function("crossing_static", "drop(gift)");
    scene.add(&Actor::new("giver", 2).with("#[live_fn] fn gift() -> u32 { 2 }"));
    scene.reload().unwrap();
    wait_until("generation 1 is let go", || {
        let stats = scene.swapper.stats().to_string();
        stats.contains("giver 1.0.0 of generation 1, replaced: 1 × LiveFn\n")
    });
    call(&scene, "give_up");
    wait_until("it is gone", || scene.swapper.stats().unloaded == 1);
}

#[test]
fn a_function_in_a_thread_local_of_another_plugin_goes_with_that_at_a_safe_point() {
    isolated(|| {
        let scene = keeps_a_function("crossing_local", "OWN.set(gift)");
        let (go_on, goes_on) = mpsc::channel::<()>();
        let (ready, is_ready) = mpsc::channel();
        let swapper = scene.swapper.clone();
        let thread = thread::spawn(move || {
            let manager = swapper.current();
            manager
                .plugin("taker")
                .unwrap()
                .invoke::<()>("keep", ())
                .unwrap();
            drop((manager, swapper));
            ready.send(()).unwrap();
            goes_on.recv().unwrap();
            safe_point();
            ready.send(()).unwrap();
            goes_on.recv().unwrap();
        });
        is_ready.recv().unwrap();
        call(&scene, "give_up");
        scene.plugins.remove("giver");
        scene.plugins.remove("taker");
        scene.add(&Actor::new("other", 1));
        scene.reload().unwrap();
        wait_until("only the thread holds them", || {
            let stats = scene.swapper.stats().to_string();
            stats.contains("giver 1.0.0 of generation 1, replaced: 1 × LiveFn\n")
                && stats.contains("taker 1.0.0 of generation 1, freed: thread ")
        });
        go_on.send(()).unwrap();
        is_ready.recv().unwrap();
        wait_until("both are gone", || scene.swapper.stats().unloaded == 2);
        go_on.send(()).unwrap();
        thread.join().unwrap();
    });
}

#[test]
fn threads_of_a_plugin_may_panic_and_call_others_while_it_is_unloaded() {
    isolated(|| {
        let scene = Scene::new("crossing_threads");
        scene.add(&Actor::new("giver", 1).with("#[live_fn] fn gift() -> u32 { 1 }"));
        let busy = |version| {
            Actor::new("taker", version).doing(
                "on_init",
                "let gift = vault.live_fn(\"gift\")?;
                for number in 0..4 {
                    let gift = gift.clone();
                    hotswap::spawn(\"busy\", move |stop| {
                        while !stop.is_given() { gift.call::<u32>(()).unwrap(); }
                        // It is freed by now, and its library waits for this thread.
                        for _ in 0..20 { drop(std::panic::catch_unwind(|| panic!(\"late\"))); }
                        gift.call::<u32>(()).unwrap();
                        if number % 2 == 0 { panic!(\"last words\") }
                    })?;
                }",
            )
        };
        scene.add(&busy(0));
        scene.load().unwrap();
        for version in 1..=20 {
            scene.add(&busy(version % 2));
            scene.reload().unwrap();
        }
        wait_until("only what serves is there", || {
            scene.swapper.stats().unloaded == 20
        });
        drop(scene.end());
    });
}
