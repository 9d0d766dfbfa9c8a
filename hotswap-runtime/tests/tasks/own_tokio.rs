//! The feature `tokio`: a plugin whose code uses tokio as any other program does.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::pin::pin;
use std::sync::OnceLock;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use hotswap::{LiveData, Obj};
use hotswap_runtime::{LoadedPlugin, Swapper, safe_point};
use test_kit::{Leaks, Plugin, PluginDir, Toolchain, child, isolated, wait_until};
use tracing_subscriber::layer::{Context as LayerContext, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::scene::{Host, TOKEN, Watched, runtime};

const BODY: &str = r#"
    use hotswap::prelude::*;
    use futures_util::StreamExt;
    use futures_util::stream::FuturesUnordered;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::runtime::Handle;
    use tokio::time::{sleep, timeout};

    #[derive(Default)]
    pub struct P;

    #[hotswap::plugin]
    impl Plugin for P {}

    #[plugin_fn] fn version() -> u32 { VERSION }

    #[plugin_fn] async fn nap(ms: u64) -> u32 {
        sleep(Duration::from_millis(ms)).await;
        VERSION
    }

    #[plugin_fn] async fn cut(ms: u64) -> bool {
        timeout(Duration::from_millis(ms), std::future::pending::<()>()).await.is_err()
    }

    #[plugin_fn] async fn fetch(address: &str, text: &str) -> hotswap::Result<String> {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(text.as_bytes()).await?;
        let answer = tokio::spawn(async move {
            let mut answer = vec![0; 64];
            let length = stream.read(&mut answer).await?;
            answer.truncate(length);
            std::io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
        });
        Ok(answer.await??)
    }

    #[plugin_fn] async fn crunch(n: u64) -> hotswap::Result<u64> {
        Ok(tokio::task::spawn_blocking(move || (0..=n).sum()).await?)
    }

    #[plugin_fn] async fn naps(n: u32) -> u32 {
        let mut all: FuturesUnordered<_> = (0..n)
            .map(|number| async move { sleep(Duration::from_millis(u64::from(number % 3))).await; 1 })
            .collect();
        let mut sum = 0;
        while let Some(one) = all.next().await { sum += one }
        sum
    }

    #[plugin_fn] async fn never(token: Obj<dyn Token>) {
        token.touch();
        sleep(Duration::from_secs(1_000_000)).await;
    }

    #[plugin_fn] async fn blocks() -> u32 {
        Handle::current().block_on(async { sleep(Duration::from_millis(1)).await; 7 })
    }

    #[plugin_fn] async fn makes_its_own() -> hotswap::Result<u32> {
        let own = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(own.block_on(async { sleep(Duration::from_millis(1)).await; 7 }))
    }

    #[plugin_fn] async fn panics_in_a_task() -> String {
        tokio::spawn(async { panic!("no") }).await.unwrap_err().to_string()
    }

    #[plugin_fn] fn spawns(token: Obj<dyn Token>) {
        hotswap::task::tokio().spawn(async move {
            loop {
                token.touch();
                sleep(Duration::from_millis(1)).await;
            }
        });
    }

    #[plugin_fn] fn listens(token: Obj<dyn Token>) -> hotswap::Result<()> {
        drop(hotswap::task::spawn(async move {
            let never = hotswap::task::timeout(Duration::from_secs(1_000_000), std::future::pending::<()>());
            tokio::select! {
                _ = never => unreachable!(),
                () = hotswap::task::retired() => {}
            }
            hotswap::task::sleep(Duration::from_millis(5)).await.unwrap();
            token.touch();
        })?);
        Ok(())
    }

    struct SpawnsWhenDropped;

    impl Drop for SpawnsWhenDropped {
        fn drop(&mut self) {
            println!("spawns late: {}", hotswap::task::spawn(async {}).is_ok());
        }
    }

    #[plugin_fn] fn spawns_at_the_end_of_a_thread() {
        thread_local! { static SPAWNS: SpawnsWhenDropped = const { SpawnsWhenDropped } }
        SPAWNS.with(|_| ())
    }

    #[plugin_fn] fn waits() -> u32 {
        hotswap::task::tokio().block_on(async { sleep(Duration::from_millis(1)).await; 9 })
    }

    #[plugin_fn] fn blocks_a_thread(ms: u64) {
        hotswap::task::tokio().spawn_blocking(move || std::thread::sleep(Duration::from_millis(ms)));
    }

    #[plugin_fn] fn enters_its_own(host: Obj<dyn Nap>) -> hotswap::Result<u32> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let entered = runtime.enter();
        host.nap();
        drop(entered);
        Ok(VERSION)
    }

    #[hotswap::interface]
    pub trait Nap {
        fn nap(&self);
    }
"#;

/// What a plugin calls in the host, which calls it back.
#[hotswap::interface]
pub(crate) trait Nap {
    fn nap(&self);
}

/// The source of the plugin in that version.
pub(crate) fn source(version: u32) -> String {
    format!("const VERSION: u32 = {version};\n{BODY}{TOKEN}")
}

pub(crate) fn plugin(version: u32) -> Plugin {
    Plugin::new("world")
        .source(source(version))
        .feature("tokio")
        .dependency(
            r#"tokio = { version = "1", features = ["io-util", "macros", "net", "rt", "time"] }"#,
        )
        .dependency(
            r#"futures-util = { version = "0.3", default-features = false, features = ["std"] }"#,
        )
}

/// Answers each connection with what it says.
pub(crate) fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut text = [0; 64];
            let length = stream.read(&mut text).unwrap_or(0);
            let _ = stream.write_all(&text[..length]);
        }
    });
    address.to_string()
}

/// All that code of tokio finds its runtime for, on a thread of the host.
async fn everything(host: &Host, address: &str) {
    let world = host.plugin();
    world.invoke_async::<u32>("nap", (1u64,)).await.unwrap();
    assert!(world.invoke_async::<bool>("cut", (1u64,)).await.unwrap());
    let answer: String = world
        .invoke_async("fetch", (address, "hello"))
        .await
        .unwrap();
    assert_eq!(answer, "hello");
    let sum: u64 = world.invoke_async("crunch", (100u64,)).await.unwrap();
    assert_eq!(sum, 5050);
    let count: u32 = world.invoke_async("naps", (20u32,)).await.unwrap();
    assert_eq!(count, 20);
}

#[test]
fn time_net_spawn_and_spawn_blocking_work_over_reloads_and_every_library_goes() {
    isolated(|| {
        let host = Host::of(plugin);
        let (runtime, address) = (runtime(2), echo());
        for round in 0..10 {
            runtime.block_on(everything(&host, &address));
            host.reload(2 - round % 2);
        }
        drop(runtime);
        host.all_gone();
        println!("{}", host.swapper.stats());
    });
}

/// Version 1 by the other release of the compiler, which a test has asked for before.
fn of_two_releases(version: u32) -> Plugin {
    match Toolchain::other_release() {
        Some(other) if version == 1 => plugin(version).toolchain(&other),
        _ => plugin(version),
    }
}

#[test]
fn builds_by_two_releases_of_the_compiler_each_have_a_tokio_that_works() {
    if Toolchain::other_release().is_none() {
        return;
    }
    isolated(|| {
        let host = Host::of(of_two_releases);
        let (runtime, address) = (runtime(2), echo());
        for round in 0..4 {
            runtime.block_on(everything(&host, &address));
            host.reload(2 - round % 2);
        }
        drop(runtime);
        host.all_gone();
    });
}

#[test]
fn what_is_spawned_in_the_background_ends_with_the_plugin() {
    let host = Host::of(plugin);
    let watched = Watched::default();
    host.plugin()
        .invoke::<()>("spawns", (watched.token(),))
        .unwrap();
    wait_until("it runs", || watched.touched() > 2);
    host.reload(2);
    wait_until("it ends", || watched.dropped() == 1);
    host.all_gone();
}

#[test]
fn a_task_that_is_told_to_stop_ends_before_the_runtime_does() {
    let host = Host::of(plugin);
    let watched = Watched::default();
    host.plugin()
        .invoke::<()>("listens", (watched.token(),))
        .unwrap();
    host.reload(2);
    wait_until("it ends", || watched.dropped() == 1);
    assert_eq!(watched.touched(), 1, "it was not cancelled before");
    host.all_gone();
}

#[test]
fn a_blocking_task_holds_the_library_until_it_returns_and_stats_name_its_thread() {
    let host = Host::of(plugin);
    host.plugin()
        .invoke::<()>("blocks_a_thread", (3_000u64,))
        .unwrap();
    host.reload(2);
    host.old_versions_are(|old| old.contains("freed: thread `world-tokio`"));
    host.all_gone();
}

#[test]
fn a_call_that_waits_for_tokio_is_cancelled_before_during_and_after_a_reload() {
    let host = Host::of(plugin);
    let watched = Watched::default();
    let runtime = runtime(2);
    let call = |plugin: LoadedPlugin| {
        let token = watched.token();
        async move { plugin.invoke_async::<()>("never", (token,)).await }
    };
    // One that was never polled, and one that is pending.
    drop(call(host.plugin()));
    let pending = runtime.spawn(call(host.plugin()));
    wait_until("it waits", || watched.touched() == 1);
    host.reload(2);
    host.old_versions_are(|old| old.contains("1 × future"));
    pending.abort();
    wait_until("it is dropped", || watched.dropped() == 2);
    drop(runtime);
    host.all_gone();
}

#[test]
fn no_runtime_is_made_when_the_plugin_is_gone() {
    let outcome = child().run(|_| {
        let host = Host::of(plugin);
        let leaves = "spawns_at_the_end_of_a_thread";
        host.plugin().invoke::<()>(leaves, ()).unwrap();
        host.reload(2);
        host.all_gone();
    });
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("spawns late: false"), "{outcome}");
}

#[test]
fn a_function_that_is_not_async_waits_through_the_handle() {
    let host = Host::of(plugin);
    assert_eq!(host.plugin().invoke::<u32>("waits", ()).unwrap(), 9);
    host.reload(2);
    host.all_gone();
}

#[test]
fn runtimes_in_an_async_function_may_be_blocked_on() {
    let host = Host::of(plugin);
    let runtime = runtime(1);
    let world = host.plugin();
    // On a worker of the host's tokio, which is another copy.
    let called = runtime.spawn(async move {
        let seven: u32 = world.invoke_async("blocks", ()).await.unwrap();
        let own: u32 = world.invoke_async("makes_its_own", ()).await.unwrap();
        // And the guard that was left is still in its place.
        let nap: u32 = world.invoke_async("nap", (1u64,)).await.unwrap();
        (seven, own, nap)
    });
    assert_eq!(runtime.block_on(called).unwrap(), (7, 7, 1));
    drop(runtime);
    host.reload(2);
    host.all_gone();
}

/// Polls a call of the plugin, inside a call of the plugin.
struct Polls(Swapper);

impl Nap for Polls {
    fn nap(&self) {
        let world = self.0.current().plugin("world").unwrap().clone();
        let call = pin!(world.invoke_async::<u64>("crunch", (1u64,)));
        // In the runtime that the plugin has entered, which no thread drives.
        let _ = call.poll(&mut Context::from_waker(Waker::noop()));
    }
}

#[test]
fn a_runtime_that_the_plugin_has_entered_itself_is_left_alone() {
    let host = Host::of(plugin);
    let polls: Obj<dyn Nap> = Obj::new(Polls(host.swapper.clone()));
    // tokio panics if its guards are dropped in another order than they were made.
    let version: u32 = host.plugin().invoke("enters_its_own", (polls,)).unwrap();
    assert_eq!(version, 1);
    host.reload(2);
    host.all_gone();
}

#[test]
fn a_thread_polls_plugins_and_versions_that_each_have_a_tokio() {
    let plugins = PluginDir::new();
    let named = |name: &str, version| plugin(version).named(name);
    plugins.add(&named("one", 1));
    plugins.add(&named("two", 1));
    let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
    let swapper = builder.build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let runtime = runtime(1);
    let old = swapper.current().plugin("one").unwrap().clone();
    plugins.add(&named("one", 2));
    swapper.reload(&LiveData::none()).unwrap();
    let new = swapper.current().plugin("one").unwrap().clone();
    let other = swapper.current().plugin("two").unwrap().clone();
    let naps = runtime.spawn(async move {
        let nap = |plugin: LoadedPlugin| async move {
            plugin.invoke_async::<u32>("nap", (1u64,)).await.unwrap()
        };
        futures_util::future::join3(nap(old), nap(new), nap(other)).await
    });
    assert_eq!(runtime.block_on(naps).unwrap(), (1, 2, 1));
    drop(runtime);
    wait_until("the old one is gone", || {
        safe_point();
        swapper.stats().unloaded == 1
    });
}

#[test]
fn a_panic_in_a_task_is_printed_with_the_name_of_the_plugin() {
    let outcome = child().run(|_| {
        let host = Host::of(plugin);
        let world = host.plugin();
        let said: String = runtime(1)
            .block_on(world.invoke_async("panics_in_a_task", ()))
            .unwrap();
        println!("said: {said}");
    });
    assert!(outcome.success(), "{outcome}");
    let printed = "thread 'world-tokio' panicked in plugin `world` at ";
    assert!(outcome.output.contains(printed), "{outcome}");
    assert!(outcome.output.contains("said: task "), "{outcome}");
}

/// How many files this process may have from now on.
fn limit_files(count: libc::rlim_t) {
    let limit = libc::rlimit {
        rlim_cur: count,
        rlim_max: 4096,
    };
    // SAFETY: C-CALL: the limit is a value of this function.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) }, 0);
}

/// A layer that allows files when it hears of a panic, and has another thread call the plugin.
struct CallsAgain;

static CALLED_AGAIN: OnceLock<LoadedPlugin> = OnceLock::new();

impl<S: tracing::Subscriber> Layer<S> for CallsAgain {
    fn on_event(&self, event: &tracing::Event<'_>, _: LayerContext<'_, S>) {
        if event.metadata().name() == "plugin_panicked"
            && let Some(world) = CALLED_AGAIN.get()
        {
            limit_files(4096);
            let call = || world.invoke::<u32>("waits", ());
            let called = thread::scope(|scope| scope.spawn(call).join().unwrap());
            println!("called again: {}", called.unwrap());
        }
    }
}

#[test]
fn a_host_that_hears_that_there_is_no_runtime_may_wait_for_a_call_of_the_plugin() {
    let outcome = child().run(|_| {
        tracing_subscriber::registry().with(CallsAgain).init();
        let host = Host::of(plugin);
        assert!(CALLED_AGAIN.set(host.plugin()).is_ok());
        limit_files(0);
        let error = host.plugin().invoke::<u32>("waits", ()).unwrap_err();
        println!("{error}");
    });
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("called again: 9"), "{outcome}");
    let said = "no tokio runtime for the plugin";
    assert!(outcome.output.contains(said), "{outcome}");
}

#[test]
fn valgrind_has_nothing_to_say_of_a_tokio_that_leaves_with_its_plugin() {
    let Some(child) = child().under_valgrind(Leaks::Ignored) else {
        return;
    };
    // Built before: a compiler under valgrind takes long.
    for version in [1, 2] {
        plugin(version).build();
    }
    let outcome = child.run(|_| {
        let host = Host::of(plugin);
        let (runtime, address) = (runtime(2), echo());
        for round in 0..3 {
            runtime.block_on(everything(&host, &address));
            host.reload(2 - round % 2);
        }
        drop(runtime);
        host.all_gone();
        println!("all are gone");
    });
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("all are gone"), "{outcome}");
}
