use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use test_kit::isolated;

use super::wait_until;
use crate::common::scene::{Actor, Scene};

/// What the host does when a plugin's `on_free` calls it.
type Deed = Box<dyn FnOnce() + Send>;

static DEED: Mutex<Option<Deed>> = Mutex::new(None);

extern "C" fn called() {
    let deed = DEED.lock().unwrap().take();
    if let Some(deed) = deed {
        deed();
    }
}

/// A `world` whose `on_free` calls the host.
fn caller(version: u32) -> Actor {
    Actor::new("world", version)
        .with(
            "static HOST: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
            #[plugin_fn] fn calls(host: u64) { HOST.store(host as usize, std::sync::atomic::Ordering::SeqCst) }",
        )
        .doing(
            "on_free",
            "let host = HOST.load(std::sync::atomic::Ordering::SeqCst);
            if host != 0 { let host: extern \"C\" fn() = unsafe { std::mem::transmute(host) }; host() }",
        )
}

/// Version 1 of it serves, and knows whom to call.
fn serving_caller(test: &str) -> Scene {
    let scene = Scene::new(test);
    scene.add(&caller(1));
    scene.load().unwrap();
    let address = called as *const () as u64;
    let manager = scene.swapper.current();
    let world = manager.plugin("world").unwrap();
    world.invoke::<()>("calls", (address,)).unwrap();
    scene
}

/// Replaces a version whose `on_free` does `deed`, and waits until it is done.
fn when_freed(test: &str, deed: impl FnOnce(&Swapper, &Scene) + Send + 'static) {
    let child = test_kit::child().of_test(&format!("adversity::hooks::{test}"));
    let outcome = child.run(|_| {
        let scene = serving_caller(test);
        scene.add(&caller(2));
        let scene: &'static Scene = Box::leak(Box::new(scene));
        let (done, is_done) = mpsc::channel();
        arm(scene, deed, done);
        scene.reload().unwrap();
        is_done
            .recv_timeout(Duration::from_secs(30))
            .expect("it does not wait for itself");
        wait_until("version 1 is gone", || {
            let stats = scene.swapper.stats();
            stats.versions.iter().all(|it| it.generation > 1)
        });
        assert!(scene.version("world") >= 2);
    });
    assert!(outcome.success(), "{outcome}");
}

fn arm(
    scene: &'static Scene,
    deed: impl FnOnce(&Swapper, &Scene) + Send + 'static,
    done: Sender<()>,
) {
    struct Shared(&'static Scene);
    // SAFETY: the other thread uses its swapper and its directory only, which are `Sync`.
    unsafe impl Send for Shared {}
    let shared = Shared(scene);
    *DEED.lock().unwrap() = Some(Box::new(move || {
        let shared = shared;
        deed(&shared.0.swapper, shared.0);
        done.send(()).unwrap();
    }));
}

#[test]
fn on_free_may_ask_for_stats() {
    when_freed("on_free_may_ask_for_stats", |swapper, _| {
        let stats = swapper.stats().to_string();
        assert!(stats.contains("world 1.0.0"), "{stats}");
    });
}

#[test]
fn on_free_may_reload_and_roll_back() {
    when_freed("on_free_may_reload_and_roll_back", |swapper, scene| {
        scene.add(&caller(3));
        swapper.reload(&LiveData::none()).unwrap();
        let _ = swapper.rollback();
        let staged = swapper.prepare(&LiveData::none()).unwrap();
        drop(staged);
    });
}

#[test]
fn on_free_may_call_what_serves_and_let_go_of_it() {
    when_freed(
        "on_free_may_call_what_serves_and_let_go_of_it",
        |swapper, _| {
            let manager = swapper.current();
            let world = manager.plugin("world").unwrap().clone();
            let version = world.plugin_fn("version").unwrap();
            drop((manager, world));
            assert_eq!(version.call::<u32>(()).unwrap(), 2);
        },
    );
}

#[test]
fn on_free_may_be_where_a_swapper_ends() {
    isolated(|| {
        let scene = serving_caller("on_free_may_be_where_a_swapper_ends");
        let manager = scene.swapper.current();
        scene.add(&caller(2));
        scene.reload().unwrap();
        let last = scene.swapper.clone();
        let (done, is_done) = mpsc::channel();
        *DEED.lock().unwrap() = Some(Box::new(move || {
            drop(last);
            done.send(()).unwrap();
        }));
        let lines = scene.end();
        assert!(
            lines.iter().all(|line| !line.ends_with("on_free")),
            "{lines:?}"
        );
        drop(manager);
        is_done
            .recv_timeout(Duration::from_secs(30))
            .expect("it does not wait for itself");
    });
}
