//! Hosts without any traffic: their threads are woken, so that an old version leaves.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use test_kit::wait_for;
use tokio::runtime::Builder;

use crate::own_tokio::plugin;
use crate::scene::{Host, is_all_gone};

/// A tokio of the host's that passes no safe point by itself.
pub(crate) fn builder() -> Builder {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(4).enable_time();
    builder
}

/// Waits on a thread that never calls a plugin.
pub(crate) fn wait_until_gone(host: &Host) {
    wait_for(|| {
        let stats = host.swapper.stats();
        is_all_gone(&stats).then_some(()).ok_or(stats)
    });
}

/// Has all workers call the plugin at once, and lets them sleep then.
pub(crate) async fn all_workers_call(host: &Host) {
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let world = host.plugin();
            tokio::spawn(async move {
                let nap = world.invoke_async::<u32>("nap", (1u64,)).await;
                // So that each is on a worker of its own.
                thread::sleep(Duration::from_millis(5));
                nap.unwrap()
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
}

#[test]
fn an_old_version_leaves_while_all_workers_of_tokio_sleep() {
    let runtime = builder().build().unwrap();
    let host = Host::with(plugin, |builder| builder.tokio(runtime.handle().clone()));
    runtime.block_on(async {
        for round in 0..5 {
            all_workers_call(&host).await;
            // Hooks and the reload leave nothing on this thread, which waits outside of tokio.
            thread::scope(|scope| {
                scope.spawn(|| host.reload(2 - round % 2));
            });
        }
    });
    thread::scope(|scope| {
        scope.spawn(|| wait_until_gone(&host));
    });
}

#[test]
fn an_old_version_leaves_while_the_only_thread_of_tokio_sleeps() {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_time().build().unwrap();
    let host = Host::with(plugin, |builder| builder.tokio(runtime.handle().clone()));
    let (gone, waits) = tokio::sync::oneshot::channel();
    thread::scope(|scope| {
        let nap = host.plugin();
        runtime.block_on(async {
            nap.invoke_async::<u32>("nap", (1u64,)).await.unwrap();
            drop(nap);
            scope.spawn(|| {
                host.reload(2);
                wait_until_gone(&host);
                gone.send(()).unwrap();
            });
            waits.await.unwrap();
        });
    });
}

fn an_old_version_leaves_while(block_on: impl FnOnce(Pin<&mut dyn Future<Output = ()>>)) {
    an_old_version_leaves_on(&Host::of(plugin), block_on);
}

/// Has a thread call a plugin and then sleep in `block_on`, while the plugin is replaced.
fn an_old_version_leaves_on(host: &Host, block_on: impl FnOnce(Pin<&mut dyn Future<Output = ()>>)) {
    let (gone, waits) = tokio::sync::oneshot::channel();
    thread::scope(|scope| {
        let serve = async {
            let world = host.plugin();
            // On this thread, not on a worker.
            world.invoke_async::<u32>("nap", (1u64,)).await.unwrap();
            drop(world);
            scope.spawn(|| {
                host.reload(2);
                wait_until_gone(host);
                gone.send(()).unwrap();
            });
            waits.await.unwrap();
        };
        block_on(pin!(host.swapper.with_safe_points(serve)));
    });
}

#[test]
fn an_old_version_leaves_while_the_thread_that_blocks_on_tokio_sleeps() {
    let runtime = builder().build().unwrap();
    an_old_version_leaves_while(|serve| runtime.block_on(serve));
}

#[test]
fn an_old_version_leaves_while_smol_sleeps() {
    an_old_version_leaves_while(|serve| smol::block_on(serve));
}

/// A waker of the host that panics.
struct Loud;

impl Wake for Loud {
    fn wake(self: Arc<Self>) {
        panic!("the waker panics");
    }
}

#[test]
fn a_waker_of_the_host_that_panics_keeps_no_other_thread_asleep() {
    let host = Host::of(plugin);
    let mut loud = pin!(host.swapper.with_safe_points(std::future::pending::<()>()));
    let waker = Waker::from(Arc::new(Loud));
    let polled = loud.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(polled.is_pending());
    an_old_version_leaves_on(&host, |serve| smol::block_on(serve));
}
