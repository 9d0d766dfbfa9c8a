use std::cell::RefCell;
use std::sync::mpsc;
use std::thread;

use hotswap::{LiveData, LiveFn};
use hotswap_runtime::{PluginManager, Staged, Swapper};
use test_kit::isolated;

use super::{serving, wait_until};
use crate::common::scene::Actor;

/// Does something when its thread ends.
struct AtEnd(Option<Box<dyn FnOnce()>>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        if let Some(deed) = self.0.take() {
            deed();
        }
    }
}

thread_local! {
    static EARLY: RefCell<AtEnd> = const { RefCell::new(AtEnd(None)) };
    static LATE: RefCell<AtEnd> = const { RefCell::new(AtEnd(None)) };
}

/// A thread that uses the swapper, and does `deed` in two of its thread-locals' destructors: one that is older
/// than all of the runtime's, and one that is younger.
fn at_the_end_of_a_thread(
    swapper: &Swapper,
    deed: impl Fn(&Swapper) + Send + Sync + Clone + 'static,
) {
    let swapper = swapper.clone();
    let (done, is_done) = mpsc::channel();
    let thread = thread::spawn(move || {
        let arm = |place: &RefCell<AtEnd>| {
            let (swapper, deed, done) = (swapper.clone(), deed.clone(), done.clone());
            place.borrow_mut().0 = Some(Box::new(move || {
                deed(&swapper);
                done.send(()).unwrap();
            }));
        };
        EARLY.with(arm);
        let _ = swapper.reload(&LiveData::none());
        swapper
            .current()
            .plugin("world")
            .unwrap()
            .invoke::<u32>("version", ())
            .unwrap();
        swapper.with(PluginManager::generation);
        LATE.with(arm);
    });
    thread.join().unwrap();
    assert_eq!(is_done.iter().count(), 2);
}

#[test]
fn a_thread_may_reload_and_roll_back_while_it_ends() {
    isolated(|| {
        let scene = serving("thread_end_reload");
        let libraries = [2, 3].map(|version| scene.library(&Actor::new("world", version)));
        let directory = scene.plugins.path().to_owned();
        at_the_end_of_a_thread(&scene.swapper, move |swapper| {
            for library in &libraries {
                test_kit::publish(library, &directory, "world");
                swapper.reload(&LiveData::none()).unwrap();
                let staged = swapper.prepare(&LiveData::none()).unwrap();
                staged.commit().unwrap();
                // The reaper may have been faster.
                let _ = swapper.rollback();
            }
        });
        wait_until("the others are gone", || {
            scene.swapper.stats().versions.len() == 1
        });
    });
}

#[test]
fn a_thread_may_ask_and_call_while_it_ends() {
    isolated(|| {
        let scene = serving("thread_end_ask");
        at_the_end_of_a_thread(&scene.swapper, |swapper| {
            assert!(swapper.stats().to_string().contains("world 1.0.0"));
            let version = |manager: &PluginManager| {
                manager
                    .plugin("world")
                    .unwrap()
                    .invoke::<u32>("version", ())
                    .unwrap()
            };
            assert_eq!((swapper.with(version), version(&swapper.current())), (1, 1));
        });
    });
}

#[test]
fn handles_generations_and_swappers_may_end_with_a_thread() {
    thread_local! {
        static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
    }

    #[allow(dead_code, reason = "kept, and dropped with the thread")]
    enum Kept {
        Function(LiveFn),
        Generation(std::sync::Arc<PluginManager>),
        Staged(Staged),
        Swapper(Swapper),
    }

    isolated(|| {
        let scene = serving("thread_end_kept");
        scene.add(&Actor::new("world", 2));
        let swapper = scene.swapper.clone();
        let (ready, is_ready) = mpsc::channel();
        let (end, ends) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            let manager = swapper.current();
            let version = manager
                .plugin("world")
                .unwrap()
                .plugin_fn("version")
                .unwrap();
            let staged = swapper.prepare(&LiveData::none()).unwrap();
            let kept = [
                Kept::Function(version),
                Kept::Generation(manager),
                Kept::Staged(staged),
                Kept::Swapper(swapper),
            ];
            KEPT.with_borrow_mut(|all| all.extend(kept));
            ready.send(()).unwrap();
            ends.recv().unwrap();
        });
        is_ready.recv().unwrap();
        let journal = scene.journal.clone();
        let lines = scene.end();
        assert!(!lines.contains(&"world1.on_free".to_owned()), "{lines:?}");
        end.send(()).unwrap();
        thread.join().unwrap();
        let lines = std::fs::read_to_string(journal).unwrap();
        let freed = lines.lines().filter(|line| line.ends_with("on_free"));
        assert!(freed.eq(["world2.on_free", "world1.on_free"]), "{lines}");
    });
}
