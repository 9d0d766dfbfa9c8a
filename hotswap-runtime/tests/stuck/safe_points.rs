use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use hotswap_runtime::{PluginManager, Swapper, SwapperBuilder, safe_point};
use test_kit::wait_until;

use super::{begin, wait_for_line, wait_until_gone};
use crate::common::scene::{Actor, Scene};

/// A thread of the host that has called the plugins, and does what it is told.
struct Worker {
    jobs: Option<mpsc::Sender<Job>>,
    done: mpsc::Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

type Job = Box<dyn FnOnce() + Send>;

impl Worker {
    fn start() -> Self {
        let (jobs, inbox) = mpsc::channel::<Job>();
        let (tell, done) = mpsc::channel();
        let work = move || {
            for job in inbox {
                job();
                tell.send(()).expect("the test waits");
            }
        };
        let thread = std::thread::Builder::new().name("worker".to_owned());
        Self {
            jobs: Some(jobs),
            done,
            thread: Some(thread.spawn(work).expect("the system has a thread")),
        }
    }

    fn run(&self, job: impl FnOnce() + Send + 'static) {
        let jobs = self.jobs.as_ref().expect("it has not ended");
        jobs.send(Box::new(job)).expect("it has not ended");
        self.done.recv().expect("the job ends");
    }

    fn end(mut self) {
        self.jobs = None;
        let thread = self.thread.take().expect("it is ended once");
        thread.join().expect("it ends well");
    }
}

/// A plugin that leaves a thread-local on the threads that call it, whose end is noted.
fn leaves(version: u32) -> Actor {
    Actor::new("world", version)
        .with(
            "struct Noted;
            impl Drop for Noted { fn drop(&mut self) { note(\"dropped\") } }
            thread_local! { static NOTED: Noted = const { Noted }; }
            #[plugin_fn] fn touch() { NOTED.with(|_| ()) }
            #[live_fn] fn live() {}",
        )
        .linked()
}

/// A scene whose version 1 was freed, and has left something on a worker.
fn left(test: &str, settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder) -> (Scene, Worker) {
    let scene = Scene::with(test, |builder| settings(builder.free_delay(Duration::ZERO)));
    begin(&scene, &[leaves(1)]);
    let (worker, swapper) = (Worker::start(), scene.swapper.clone());
    worker.run(move || {
        let manager = swapper.current();
        manager
            .plugin("world")
            .unwrap()
            .invoke::<()>("touch", ())
            .unwrap();
    });
    scene.add(&leaves(2));
    scene.reload().unwrap();
    wait_for_line(&scene, "world", "freed: thread `worker` (");
    (scene, worker)
}

fn is_dropped(scene: &Scene) -> bool {
    let journal = std::fs::read_to_string(&scene.journal).unwrap();
    journal.lines().any(|line| line == "world1.dropped")
}

/// A function of the swapper, or of what it gives.
type Way = fn(&Swapper);

/// What only looks at what serves.
fn look(swapper: &Swapper) {
    let manager = swapper.current();
    assert!(manager.generation() > 0);
    assert!(swapper.with(PluginManager::generation) > 0);
    assert!(!format!("{swapper:?}{manager:?}").is_empty());
    assert!(!swapper.stats().versions.is_empty());
    assert!(swapper.reload_count() > 0);
    drop((swapper.late_fn("live"), swapper.plugin_dir()));
}

#[test]
fn asking_for_what_serves_runs_no_code_of_a_plugin() {
    let (scene, worker) = left("point_current", |builder| builder);
    let swapper = scene.swapper.clone();
    worker.run(move || look(&swapper));
    assert!(!is_dropped(&scene));
    worker.run(safe_point);
    assert!(is_dropped(&scene));
    wait_until_gone(&scene, "world");
}

#[test]
fn whatever_leads_to_a_plugin_is_a_safe_point() {
    let ways: [(&str, Way); 9] = [
        ("plugin", |it| _ = it.current().plugin("world")),
        ("plugins", |it| _ = it.current().plugins().len()),
        ("lent", |it| it.with(|it| _ = it.plugin("world"))),
        ("vault", |it| _ = it.current().vault().live_fn_names()),
        ("each", |it| _ = it.current().invoke_each("touch", ())),
        ("export", |it| {
            #[hotswap::interface]
            trait Other {}
            _ = it.current().export::<dyn Other>("world");
        }),
        ("late", |it| _ = it.late_fn("live").call::<()>(())),
        ("reload", |it| _ = it.reload(&hotswap::LiveData::none())),
        ("rollback", |it| _ = it.rollback()),
    ];
    for (name, way) in ways {
        let (scene, worker) = left(&format!("point_{name}"), |builder| builder);
        let swapper = scene.swapper.clone();
        worker.run(move || way(&swapper));
        assert!(is_dropped(&scene), "{name}");
        wait_until_gone(&scene, "world");
    }
}

#[test]
fn a_host_may_choose_explicit_safe_points_alone() {
    let (scene, worker) = left("point_explicit", SwapperBuilder::explicit_safe_points);
    let swapper = scene.swapper.clone();
    worker.run(move || {
        look(&swapper);
        let manager = swapper.current();
        manager
            .plugin("world")
            .unwrap()
            .invoke::<()>("touch", ())
            .unwrap();
        swapper.late_fn("live").call::<()>(()).unwrap();
        assert!(swapper.reload(&hotswap::LiveData::none()).is_ok());
        assert!(
            !swapper
                .current()
                .plugins()
                .any(|it| it.version() == "1.0.0")
        );
    });
    assert!(!is_dropped(&scene));
    worker.run(safe_point);
    assert!(is_dropped(&scene));
    wait_until_gone(&scene, "world");
}

#[test]
fn explicit_safe_points_are_needed_at_swappers_of_others_too() {
    let (scene, worker) = left("point_two", SwapperBuilder::explicit_safe_points);
    let other = Scene::new("point_two_other");
    begin(&other, &[leaves(1)]);
    let swapper = other.swapper.clone();
    worker.run(move || swapper.late_fn("live").call::<()>(()).unwrap());
    assert!(!is_dropped(&scene));
    worker.run(safe_point);
    assert!(is_dropped(&scene));
}

#[test]
fn a_thread_that_ends_needs_no_explicit_safe_point() {
    let (scene, worker) = left("point_end", SwapperBuilder::explicit_safe_points);
    worker.end();
    assert!(is_dropped(&scene));
    wait_until_gone(&scene, "world");
}

#[test]
fn memory_of_threads_that_only_ask_for_what_serves_and_call_it_is_freed() {
    let scene = Scene::new("point_ordinary");
    begin(&scene, &[leaves(1)]);
    let worker = Worker::start();
    let work = |scene: &Scene| {
        let swapper = scene.swapper.clone();
        worker.run(move || {
            let manager = swapper.current();
            manager
                .plugin("world")
                .unwrap()
                .invoke::<()>("touch", ())
                .unwrap();
        });
    };
    for version in 2..12 {
        work(&scene);
        scene.add(&leaves(1 + version % 2));
        scene.reload().unwrap();
    }
    wait_until("only what serves is there", || {
        work(&scene);
        scene.swapper.stats().versions.len() == 1
    });
}

#[test]
fn a_destructor_that_asks_for_a_lock_of_the_host_does_not_meet_it_in_current() {
    use std::sync::Mutex;
    static LOCK: Mutex<()> = Mutex::new(());

    extern "C" fn called() {
        drop(LOCK.lock().unwrap());
    }

    test_kit::isolated(|| {
        let scene = Scene::new("point_lock");
        let actor = |version| {
            Actor::new("world", version).with(
                "struct Calls(extern \"C\" fn());
                impl Drop for Calls { fn drop(&mut self) { (self.0)() } }
                thread_local! {
                    static CALLS: std::cell::RefCell<Option<Calls>> = const { std::cell::RefCell::new(None) };
                }
                #[plugin_fn] fn leave(host: u64) {
                    let host = unsafe { std::mem::transmute::<usize, extern \"C\" fn()>(host as usize) };
                    CALLS.set(Some(Calls(host)));
                }",
            )
        };
        begin(&scene, &[actor(1)]);
        let (worker, swapper) = (Worker::start(), scene.swapper.clone());
        worker.run(move || {
            let manager = swapper.current();
            let host = called as *const () as u64;
            manager
                .plugin("world")
                .unwrap()
                .invoke::<()>("leave", (host,))
                .unwrap();
        });
        scene.add(&actor(2));
        scene.reload().unwrap();
        wait_for_line(&scene, "world", "freed: thread `worker` (");
        let swapper = scene.swapper.clone();
        worker.run(move || {
            let _held = LOCK.lock().unwrap();
            assert_eq!(swapper.current().generation(), 2);
        });
        worker.run(safe_point);
        wait_until_gone(&scene, "world");
    });
}

/// A plugin with an object in the vault, whose end is noted with the thread that it is on.
fn notes_thread(version: u32) -> Actor {
    Actor::new("world", version)
        .with(
            "#[hotswap::interface] pub trait Thing {}
            struct Noted;
            impl Thing for Noted {}
            impl Drop for Noted {
                fn drop(&mut self) {
                    let thread = std::fs::read_to_string(\"/proc/thread-self/comm\").unwrap();
                    note(&format!(\"dropped on {}\", thread.trim()));
                }
            }",
        )
        .doing(
            "on_init",
            "vault.set_extension::<dyn Thing>(Obj::new(Noted))?;",
        )
}

#[test]
fn whoever_asks_for_stats_is_never_the_one_to_end_a_generation() {
    let scene = Scene::with("point_stats", |builder| builder.free_delay(Duration::ZERO));
    begin(&scene, &[notes_thread(1)]);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    drop(scene.swapper.stats());
                }
            });
        }
        for number in 0..100 {
            scene.add(&notes_thread(2 - number % 2));
            scene.reload().unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
    });
    wait_until("all but the last are gone", || {
        scene.swapper.stats().versions.len() == 1
    });
    let journal = std::fs::read_to_string(&scene.journal).unwrap();
    let dropped: Vec<_> = journal
        .lines()
        .filter(|it| it.contains("dropped on"))
        .collect();
    assert_eq!(dropped.len(), 100);
    for line in dropped {
        assert!(line.ends_with(".dropped on hotswap-reaper"), "{line}");
    }
}
