use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use hotswap::{Obj, is_called_by_plugin};
use hotswap_runtime::Swapper;
use linking_tests::both_ways;
use mode_api::{Bell, Waiter};

/// A bell of the host.
#[derive(Clone, Default)]
struct Ours(Arc<State>);

#[derive(Default)]
struct State {
    has_rung: AtomicBool,
    /// Whether the end of a call that waited was that of a plugin's.
    ended: Mutex<Vec<bool>>,
}

struct Ended(Ours);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.0.ended.lock().unwrap().push(is_called_by_plugin());
    }
}

impl Bell for Ours {
    async fn rings(&self) -> Vec<bool> {
        let _ended = Ended(self.clone());
        let mut asked = Vec::new();
        poll_fn(|_| {
            asked.push(is_called_by_plugin());
            match self.0.has_rung.load(Ordering::SeqCst) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
        asked
    }
}

impl Ours {
    fn bell(&self) -> Obj<dyn Bell> {
        Obj::new(self.clone())
    }

    fn ring(&self) {
        self.0.has_rung.store(true, Ordering::SeqCst);
    }
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn waiter(swapper: &Swapper) -> Obj<dyn Waiter> {
    let manager = swapper.current();
    let alpha = manager.plugin("mode_alpha").unwrap();
    alpha.invoke("waiter", ()).unwrap()
}

both_ways! {
    fn a_host_is_called_by_a_plugin_at_each_poll(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let ours = Ours::default();
        let (waiter, bell) = (waiter(&swapper), ours.bell());
        let alpha = swapper.current().plugin("mode_alpha").unwrap().clone();
        let mut by_object = pin!(waiter.wait(&bell));
        let mut by_name = pin!(alpha.invoke_async::<String>("wait", (ours.bell(),)));
        assert!(poll(by_object.as_mut()).is_pending());
        assert!(poll(by_name.as_mut()).is_pending());
        assert!(!is_called_by_plugin());
        ours.ring();
        let expected = "alpha has waited: [true, true]";
        assert_eq!(poll(by_object), Poll::Ready(expected.to_owned()));
        let Poll::Ready(answer) = poll(by_name) else { panic!("the bell has rung") };
        assert_eq!(answer.unwrap(), expected);
        assert_eq!(*ours.0.ended.lock().unwrap(), [true, true]);
        assert!(!is_called_by_plugin());
    }

    fn a_host_is_called_by_a_plugin_when_a_call_is_cancelled(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let ours = Ours::default();
        let (waiter, bell) = (waiter(&swapper), ours.bell());
        {
            let mut call = pin!(waiter.wait(&bell));
            assert!(poll(call.as_mut()).is_pending());
        }
        assert_eq!(*ours.0.ended.lock().unwrap(), [true]);
        assert!(!is_called_by_plugin());
    }

    fn a_pending_future_keeps_its_plugin_and_is_counted(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let ours = Ours::default();
        let (waiter, bell) = (waiter(&swapper), ours.bell());
        let mut call = Box::pin(async move { waiter.wait(&bell).await });
        assert!(poll(call.as_mut()).is_pending());
        let stats = swapper.stats().to_string();
        assert!(stats.contains("1 × Obj; 1 × future"), "{stats}");
        drop(swapper);
        assert!(!scene.is_freed("alpha"));
        drop(call);
        scene.wait_until_freed("alpha");
    }

    fn a_call_ends_after_its_swapper_is_dropped(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let ours = Ours::default();
        let alpha = swapper.current().plugin("mode_alpha").unwrap().clone();
        let bell = ours.bell();
        let mut call = Box::pin(async move { alpha.invoke_async::<String>("wait", (bell,)).await });
        assert!(poll(call.as_mut()).is_pending());
        drop(swapper);
        ours.ring();
        let Poll::Ready(answer) = poll(call.as_mut()) else { panic!("the bell has rung") };
        assert_eq!(answer.unwrap(), "alpha has waited: [true, true]");
        drop(call);
        scene.wait_until_freed("alpha");
    }
}
