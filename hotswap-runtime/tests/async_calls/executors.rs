//! The same calls on several executors, whose tasks wait for each other.

use std::sync::Arc;
use std::time::Duration;

use hotswap::prelude::*;

use crate::api::{Gate, Store};
use crate::executor;
use crate::scene::{Barred, Host};

/// A gate of the host's that is passed when time has passed, on tokio.
struct Sleep;

impl Gate for Sleep {
    async fn pass(&self) -> u32 {
        tokio::time::sleep(Duration::from_millis(1)).await;
        1
    }

    async fn refuse(&self, _how: &str) -> hotswap::Result<u32> {
        tokio::task::yield_now().await;
        Ok(1)
    }
}

/// A call that waits until another task opens the gate.
async fn wait(store: Obj<dyn Store>, barred: Barred) -> u32 {
    store.wait_for_all(barred.gate(), 4).await + store.wait(barred.gate()).await
}

#[test]
fn an_executor_written_by_hand_runs_them() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let store = host.store("world");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| executor::block_on(wait(store.clone(), barred.clone())));
        test_kit::wait_until("it waits", || barred.waiting() > 0);
        barred.open_up();
        assert_eq!(waiting.join().unwrap(), 5);
    });
}

#[test]
fn futures_executor_runs_them() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let pool = futures_executor::LocalPool::new();
    let sum = futures_executor::block_on(async {
        let wait = wait(host.store("world"), barred.clone());
        futures_util::future::join(wait, async { barred.open_up() })
            .await
            .0
    });
    drop(pool);
    assert_eq!(sum, 5);
}

#[test]
fn smol_runs_them() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let sum = smol::block_on(async {
        let task = smol::spawn(wait(host.store("world"), barred.clone()));
        smol::future::yield_now().await;
        barred.open_up();
        task.await
    });
    assert_eq!(sum, 5);
}

#[test]
fn tokio_runs_them() {
    let host = Host::of(&["world"]);
    let runtime = runtime();
    let sum = runtime.block_on(async {
        let barred = Barred::default();
        let task = tokio::spawn(wait(host.store("world"), barred.clone()));
        tokio::task::yield_now().await;
        barred.open_up();
        task.await.unwrap()
    });
    assert_eq!(sum, 5);
    drop(runtime);
    host.reload("world", 2);
    host.all_gone();
}

#[test]
fn a_plugin_sleeps_by_the_hosts_timer() {
    let host = Host::of(&["world"]);
    let store = host.store("world");
    let version = runtime().block_on(async move {
        let waits = store.wait(Obj::new(Sleep));
        tokio::time::timeout(Duration::from_secs(60), waits).await
    });
    assert_eq!(version.unwrap(), 1);
}

#[test]
fn a_timeout_cancels_a_call() {
    let host = Host::of(&["world"]);
    let store = host.store("world");
    let barred = Barred::default();
    let gate = barred.gate();
    let cut = runtime().block_on(async move {
        tokio::time::timeout(Duration::from_millis(1), store.wait(gate)).await
    });
    cut.expect_err("nobody opens the gate");
    drop(barred);
    host.reload("world", 2);
    host.all_gone();
}

#[test]
fn late_handles_and_names_can_be_spawned() {
    let host = Host::of(&["world"]);
    let late = Arc::new(host.swapper.late_plugin::<dyn Store>("world"));
    let (late_fn, plugin) = (host.swapper.late_fn("sing"), host.plugin("world"));
    let manager = host.swapper.current();
    runtime().block_on(async move {
        let version = tokio::spawn(async move {
            let called = late.call_async(async |store| store.version().await);
            called.await
        });
        assert_eq!(version.await.unwrap().unwrap(), 1);
        let song = tokio::spawn(async move {
            let words = ["la".to_owned()];
            late_fn.call_async::<String>((&words[..],)).await
        });
        assert_eq!(song.await.unwrap().unwrap(), "la 1");
        let greeting = tokio::spawn(async move {
            let name = "Bob".to_owned();
            plugin.invoke_async::<String>("greet", (&*name,)).await
        });
        assert_eq!(greeting.await.unwrap().unwrap(), "hello Bob from 1");
        let all = tokio::spawn(async move {
            manager
                .invoke_each_async("tick", (Barred::open(),))
                .await
                .len()
        });
        assert_eq!(all.await.unwrap(), 1);
    });
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let builder = builder.worker_threads(2).enable_time();
    let builder = builder.on_thread_park(hotswap_runtime::safe_point);
    builder.build().expect("the system has threads")
}
