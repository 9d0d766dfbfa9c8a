use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use hotswap::{Obj, is_called_by_plugin};
use hotswap_runtime::{Executor, Swapper, Task};
use linking_tests::{Scene, Way, both_ways};
use mode_api::Bell;
use test_kit::block_on;

/// An executor that has a thread for each task, and for each time.
struct Threads;

impl Executor for Threads {
    fn spawn(&self, task: Task) {
        thread::spawn(|| block_on(task));
    }

    fn sleep(&self, time: Duration) -> Task {
        let mut has_begun = false;
        let is_over = Arc::new(Mutex::new(false));
        Box::pin(std::future::poll_fn(move |cx| {
            if *is_over.lock().unwrap() {
                return Poll::Ready(());
            }
            if !std::mem::replace(&mut has_begun, true) {
                let (waker, is_over) = (cx.waker().clone(), Arc::clone(&is_over));
                thread::spawn(move || {
                    thread::sleep(time);
                    *is_over.lock().unwrap() = true;
                    waker.wake();
                });
            }
            Poll::Pending
        }))
    }
}

/// A bell that never rings, and knows how each wait has ended.
#[derive(Clone, Default)]
struct Silent(Arc<Mutex<Vec<bool>>>);

struct Ended(Silent);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().push(is_called_by_plugin());
    }
}

impl Bell for Silent {
    async fn rings(&self) -> Vec<bool> {
        let _ended = Ended(self.clone());
        std::future::pending().await
    }
}

fn load(scene: &Scene) -> Swapper {
    let builder = scene.builder(&["mode_alpha"]).executor(Threads);
    let swapper = builder.build().unwrap();
    swapper.load(&scene.data()).unwrap();
    swapper
}

both_ways! {
    fn a_plugin_spawns_and_sleeps_on_the_executor_of_its_host(scene) {
        let swapper = load(&scene);
        let alpha = swapper.current().plugin("mode_alpha").unwrap().clone();
        let said: String = block_on(alpha.invoke_async("naps", ())).unwrap();
        assert_eq!(said, "alpha has slept");
    }
}

// A plugin with a tokio of its own uses that, if it is loaded: `tasks` of hotswap-host has both kinds.
#[test]
fn a_task_of_a_linked_plugin_is_counted_and_ends_with_it() {
    let scene = Scene::new(Way::Linked);
    let swapper = load(&scene);
    let silent = Silent::default();
    let bell: Obj<dyn Bell> = Obj::new(silent.clone());
    let alpha = swapper.current().plugin("mode_alpha").unwrap().clone();
    alpha.invoke::<()>("rings_in_background", (bell,)).unwrap();
    drop(alpha);
    let stats = swapper.stats().to_string();
    assert!(stats.contains("1 × task"), "{stats}");
    drop(swapper);
    assert!(scene.is_freed("alpha"), "a task does not keep the plugin");
    // A wait that has begun ends in the plugin.
    test_kit::wait_until("it is let go of", || Arc::strong_count(&silent.0) == 1);
    assert!(silent.0.lock().unwrap().iter().all(|&is_called| is_called));
}
