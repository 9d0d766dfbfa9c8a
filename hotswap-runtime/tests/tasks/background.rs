//! Tasks of a plugin without tokio, on executors of the host.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use hotswap_runtime::{Executor, SwapperBuilder, Task};
use test_kit::{Plugin, child, wait_until};

use crate::scene::{Host, TOKEN, Watched};

const BODY: &str = r#"
    use hotswap::prelude::*;
    use hotswap::task::{self, JoinHandle};
    use std::future::{pending, poll_fn};
    use std::pin::pin;
    use std::sync::Mutex;
    use std::task::Poll;
    use std::time::Duration;

    #[derive(Default)]
    pub struct P;

    #[hotswap::plugin]
    impl Plugin for P {}

    #[plugin_fn] async fn nap(ms: u64) -> hotswap::Result<u32> {
        task::sleep(Duration::from_millis(ms)).await?;
        Ok(VERSION)
    }

    #[plugin_fn] async fn cut() -> hotswap::Result<String> {
        let error = task::timeout(Duration::from_millis(1), pending::<()>()).await.unwrap_err();
        let in_time = task::timeout(Duration::from_secs(1_000), async { 7 }).await?;
        let is_late = matches!(&error, hotswap::Error::Failed { error, .. } if error.is::<task::Elapsed>());
        Ok(format!("{error}, {is_late}, {in_time}"))
    }

    #[plugin_fn] async fn joins() -> hotswap::Result<u32> {
        let task = task::spawn(async { task::sleep(Duration::from_millis(1)).await.map(|()| VERSION) })?;
        task.await?
    }

    #[plugin_fn] async fn joins_a_panic() -> hotswap::Result<String> {
        let task = task::spawn(async { panic!("no") })?;
        let error: hotswap::Result<()> = task.await;
        Ok(error.unwrap_err().to_string())
    }

    #[plugin_fn] async fn aborts(token: Obj<dyn Token>) -> hotswap::Result<String> {
        let task = task::spawn(async move { token.touch(); pending::<()>().await; token.touch() })?;
        task.abort();
        Ok(task.await.unwrap_err().to_string())
    }

    /// Runs until it is cancelled.
    #[plugin_fn] fn runs(token: Obj<dyn Token>) -> hotswap::Result<()> {
        drop(task::spawn(async move {
            loop {
                token.touch();
                if task::sleep(Duration::from_millis(1)).await.is_err() { return }
            }
        })?);
        Ok(())
    }

    /// Waits to be told, and needs a while then.
    #[plugin_fn] fn listens(token: Obj<dyn Token>) -> hotswap::Result<()> {
        drop(task::spawn(async move {
            task::retired().await;
            task::sleep(Duration::from_millis(5)).await.unwrap();
            token.touch();
        })?);
        Ok(())
    }

    /// Waits to be told, and does not end then.
    #[plugin_fn] fn listens_in_vain(token: Obj<dyn Token>) -> hotswap::Result<()> {
        drop(task::spawn(async move {
            task::retired().await;
            token.touch();
            pending::<()>().await;
            token.touch();
        })?);
        Ok(())
    }

    /// Its waker panics.
    struct Loud;

    impl std::task::Wake for Loud {
        fn wake(self: std::sync::Arc<Self>) { panic!("the waker panics") }
    }

    /// Waits to be told, with a waker that panics then.
    #[plugin_fn] fn waits_with_a_waker_that_panics() {
        static WAITING: Mutex<Vec<task::Retired>> = Mutex::new(Vec::new());
        let mut retired = task::retired();
        let waker = std::task::Waker::from(std::sync::Arc::new(Loud));
        let polled = pin!(&mut retired).poll(&mut std::task::Context::from_waker(&waker));
        assert!(polled.is_pending());
        WAITING.lock().unwrap().push(retired);
    }

    /// A thread that runs until it is told to stop.
    #[plugin_fn] fn has_a_thread() {
        hotswap::spawn("patient", |stop| while !stop.wait(Duration::MAX) {}).unwrap();
    }

    /// A task that ends while a waker that panics waits for it.
    #[plugin_fn] fn ends_with_a_waker_that_panics() -> hotswap::Result<()> {
        static WAITING: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());
        let mut task = task::spawn(async { task::sleep(Duration::from_millis(10)).await.unwrap() })?;
        let waker = std::task::Waker::from(std::sync::Arc::new(Loud));
        let polled = pin!(&mut task).poll(&mut std::task::Context::from_waker(&waker));
        assert!(polled.is_pending());
        WAITING.lock().unwrap().push(task);
        Ok(())
    }

    /// Panics when it is cancelled.
    /// A thread that spawns the plugin's first task after the plugin is gone.
    #[plugin_fn] fn spawns_late(token: Obj<dyn Token>) {
        hotswap::spawn("late", move |stop| {
            stop.wait(Duration::MAX);
            token.touch();
            std::thread::sleep(Duration::from_millis(50));
            drop(task::spawn(pending::<()>()));
        }).unwrap();
    }

    #[plugin_fn] fn bursts() -> hotswap::Result<()> {
        struct Bomb;
        impl Drop for Bomb { fn drop(&mut self) { panic!("burst") } }
        drop(task::spawn(async { let _bomb = Bomb; pending::<()>().await })?);
        Ok(())
    }
"#;

pub(crate) fn plugin(version: u32) -> Plugin {
    Plugin::new("world").source(format!("const VERSION: u32 = {version};\n{BODY}{TOKEN}"))
}

/// The executor of smol.
struct Smol;

impl Executor for Smol {
    fn spawn(&self, task: Task) {
        smol::spawn(task).detach();
    }

    fn sleep(&self, time: Duration) -> Task {
        Box::pin(async move {
            smol::Timer::after(time).await;
        })
    }
}

/// An executor written by hand: one thread that polls what was woken.
#[derive(Clone, Default)]
struct ByHand(Arc<Ready>);

#[derive(Default)]
struct Ready {
    tasks: Mutex<VecDeque<Arc<One>>>,
    added: Condvar,
}

struct One {
    task: Mutex<Option<Task>>,
    executor: ByHand,
}

impl ByHand {
    fn start() -> Self {
        let executor = Self::default();
        let own = executor.clone();
        thread::spawn(move || {
            loop {
                let mut tasks = own.0.tasks.lock().unwrap();
                while tasks.is_empty() {
                    tasks = own.0.added.wait(tasks).unwrap();
                }
                let one = tasks.pop_front().unwrap();
                drop(tasks);
                one.poll();
                hotswap_runtime::safe_point();
            }
        });
        executor
    }

    fn add(&self, one: Arc<One>) {
        self.0.tasks.lock().unwrap().push_back(one);
        self.0.added.notify_one();
    }
}

impl One {
    fn poll(self: Arc<Self>) {
        let waker = Waker::from(Arc::clone(&self));
        let mut task = self.task.lock().unwrap();
        if let Some(running) = &mut *task
            && running
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_ready()
        {
            *task = None;
        }
    }
}

impl Wake for One {
    fn wake(self: Arc<Self>) {
        self.executor.clone().add(self);
    }
}

impl Executor for ByHand {
    fn spawn(&self, task: Task) {
        self.add(Arc::new(One {
            task: Mutex::new(Some(task)),
            executor: self.clone(),
        }));
    }

    fn sleep(&self, time: Duration) -> Task {
        let until = Instant::now() + time;
        let mut has_thread = false;
        Box::pin(std::future::poll_fn(move |cx| {
            if Instant::now() >= until {
                return Poll::Ready(());
            }
            if !std::mem::replace(&mut has_thread, true) {
                let waker = cx.waker().clone();
                thread::spawn(move || {
                    thread::sleep(until.saturating_duration_since(Instant::now()));
                    waker.wake();
                });
            }
            Poll::Pending
        }))
    }
}

/// Does the same on each executor.
fn on_each(body: impl Fn(&Host)) {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_time().build().unwrap();
    let (tokio, by_hand) = (runtime.handle().clone(), ByHand::start());
    let executors: [Box<dyn FnOnce(SwapperBuilder) -> SwapperBuilder>; 3] = [
        Box::new(|builder| builder.tokio(tokio)),
        Box::new(|builder| builder.executor(Smol)),
        Box::new(|builder| builder.executor(by_hand)),
    ];
    for set in executors {
        let host = Host::with(plugin, set);
        body(&host);
        // There are no calls any more, and everything is released.
        host.reload(3);
        host.all_gone();
    }
}

fn call<R: hotswap::Abi>(host: &Host, name: &str) -> R {
    smol::block_on(host.plugin().invoke_async(name, ())).unwrap()
}

#[test]
fn a_plugin_sleeps_joins_and_sets_time_limits_on_every_executor() {
    on_each(|host| {
        let nap = smol::block_on(host.plugin().invoke_async::<u32>("nap", (1u64,)));
        assert_eq!(nap.unwrap(), 1);
        let said: String = call(host, "cut");
        assert_eq!(said, "not ready within 1ms, true, 7");
        assert_eq!(call::<u32>(host, "joins"), 1);
    });
}

#[test]
fn a_task_is_cancelled_when_its_plugin_is_freed() {
    on_each(|host| {
        let watched = Watched::default();
        let token = (watched.token(),);
        host.plugin().invoke::<()>("runs", token).unwrap();
        wait_until("it runs", || watched.touched() > 2);
        host.serves(|serving| serving.ends_with("serving: 1 × task"));
        host.reload(2);
        wait_until("it is cancelled", || watched.dropped() == 1);
        host.all_gone();
    });
}

#[test]
fn the_first_task_of_a_plugin_that_is_gone_is_cancelled_too() {
    on_each(|host| {
        let watched = Watched::default();
        let token = (watched.token(),);
        host.plugin().invoke::<()>("spawns_late", token).unwrap();
    });
}

#[test]
fn a_task_that_is_told_to_stop_ends_by_itself() {
    on_each(|host| {
        let watched = Watched::default();
        let token = (watched.token(),);
        host.plugin().invoke::<()>("listens", token).unwrap();
        host.serves(|serving| serving.ends_with("serving: 1 × task"));
        host.reload(2);
        wait_until("it ends", || watched.dropped() == 1);
        assert_eq!(watched.touched(), 1, "it was not cancelled before");
    });
}

#[test]
fn a_task_that_is_told_to_stop_and_does_not_is_cancelled() {
    on_each(|host| {
        let watched = Watched::default();
        let token = (watched.token(),);
        host.plugin()
            .invoke::<()>("listens_in_vain", token)
            .unwrap();
        host.reload(2);
        wait_until("it is cancelled", || watched.dropped() == 1);
        assert_eq!(watched.touched(), 1);
    });
}

#[test]
fn a_task_is_cancelled_by_its_handle() {
    on_each(|host| {
        let watched = Watched::default();
        let aborted = host.plugin();
        let said = aborted.invoke_async::<String>("aborts", (watched.token(),));
        assert_eq!(smol::block_on(said).unwrap(), "the task was cancelled");
        assert_eq!(watched.dropped(), 1);
    });
}

#[test]
fn tasks_end_with_the_runtime_that_runs_them() {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).enable_time().build().unwrap();
    let host = Host::with(plugin, |builder| builder.tokio(runtime.handle().clone()));
    let watched = Watched::default();
    let token = (watched.token(),);
    host.plugin().invoke::<()>("runs", token).unwrap();
    wait_until("it runs", || watched.touched() > 0);
    drop(runtime);
    assert_eq!(watched.dropped(), 1);
    host.reload(2);
    host.all_gone();
}

#[test]
fn without_an_executor_the_error_says_what_to_write() {
    let host = Host::of(plugin);
    let watched = Watched::default();
    let error = host
        .plugin()
        .invoke::<()>("runs", (watched.token(),))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the host has no executor for tasks of plugins: it sets one with `Swapper::builder(…).tokio(handle)` or \
         `.executor(…)`, or the plugin has its own with the feature `tokio` of hotswap-rs"
    );
    assert_eq!(watched.dropped(), 1, "its future is dropped");
    let plugin = host.plugin();
    let nap = plugin.invoke_async::<u32>("nap", (1u64,));
    let error = smol::block_on(nap).unwrap_err();
    assert!(error.to_string().contains("no executor"), "{error}");
}

#[test]
fn panics_of_tasks_are_printed_with_the_name_of_the_plugin_and_are_errors_of_the_handle() {
    let outcome = child().run(|_| {
        on_each(|host| {
            println!("said: {}", call::<String>(host, "joins_a_panic"));
            host.plugin().invoke::<()>("bursts", ()).unwrap();
        });
    });
    assert!(outcome.success(), "{outcome}");
    let count = |text: &str| outcome.output.matches(text).count();
    assert_eq!(count(":\nno\n"), 3, "{outcome}");
    assert_eq!(count(":\nburst\n"), 3, "{outcome}");
    assert_eq!(count("panicked in plugin `world` at "), 6, "{outcome}");
    assert_eq!(count("said: a panic at "), 3, "{outcome}");
}

#[test]
fn a_waker_that_panics_keeps_no_thread_from_being_told_to_stop() {
    let outcome = child().run(|_| {
        let host = Host::of(plugin);
        let world = host.plugin();
        for function in [
            "has_a_thread",
            "waits_with_a_waker_that_panics",
            "has_a_thread",
        ] {
            world.invoke::<()>(function, ()).unwrap();
        }
        drop(world);
        host.reload(2);
        host.all_gone();
    });
    assert!(outcome.success(), "{outcome}");
    let said = outcome.output.matches("the waker panics").count();
    assert_eq!(said, 1, "{outcome}");
}

#[test]
fn a_waker_that_panics_when_a_task_ends_is_reported() {
    let outcome = child().run(|_| {
        on_each(|host| {
            let ends = "ends_with_a_waker_that_panics";
            host.plugin().invoke::<()>(ends, ()).unwrap();
            host.serves(|serving| serving.ends_with("serving"));
        });
    });
    assert!(outcome.success(), "{outcome}");
    let said = outcome.output.matches("the waker panics").count();
    assert_eq!(said, 3, "{outcome}");
}
