//! A subscriber of the host's log that does what it should not, in the midst of whatever is logged.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use hotswap::LiveData;
use hotswap_runtime::{Swapper, safe_point};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::attack::attack;
use crate::plugin::{Attacker, evil, peer};
use crate::stage::{Stage, call, step};

static SWAPPER: OnceLock<Swapper> = OnceLock::new();
/// What one deed does is logged on other threads, and each event is a deed again: this ends it.
static IS_OVER: AtomicBool = AtomicBool::new(false);

thread_local! {
    static IS_INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Does something at each event, but not at those that it makes itself.
struct Does(fn(&Swapper));

impl Subscriber for Does {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
    fn event(&self, _: &Event<'_>) {
        if !IS_OVER.load(SeqCst) && !IS_INSIDE.replace(true) {
            let done = SWAPPER
                .get()
                .map(|swapper| catch_unwind(AssertUnwindSafe(|| self.0(swapper))));
            IS_INSIDE.set(false);
            if let Some(Err(payload)) = done {
                std::panic::resume_unwind(payload);
            }
        }
    }
}

fn attackers() -> [Attacker; 2] {
    let leaves = "
        struct Left(Option<Obj<dyn HostSide>>);
        impl Drop for Left { fn drop(&mut self) { if let Some(host) = &self.0 { let _ = host.call(\"hello\"); } } }
        thread_local! { static LEFT: std::cell::RefCell<Vec<Left>> = const { std::cell::RefCell::new(Vec::new()) }; }
        #[plugin_fn] fn leave() { LEFT.with(|left| left.borrow_mut().push(Left(host()))) }
        #[plugin_fn] fn boom() { panic!(\"boom\") }
        #[live_fn] fn NAME(n: u32) -> u32 { n + 1 }";
    [
        evil(&leaves.replace("NAME", "own")),
        peer(&leaves.replace("NAME", "of_peer")),
    ]
}

fn harms_nobody(deed: fn(&Swapper)) {
    tracing::subscriber::set_global_default(Does(deed)).unwrap();
    std::panic::set_hook(Box::new(|_| {}));
    let stage = Stage::of(&attackers());
    SWAPPER.set(stage.swapper.clone()).ok().unwrap();
    for round in 0..8 {
        // The subscriber's panic may come out of whatever has logged.
        let reloaded = catch_unwind(AssertUnwindSafe(|| {
            let _ = stage.try_call::<()>("evil", "boom", ());
            let _ = stage.try_call::<()>("peer", "leave", ());
            stage.publish(if round % 2 == 0 { "evil" } else { "peer" });
            stage.swapper.reload(&LiveData::none()).is_ok()
        }));
        step(format!("{reloaded:?}"));
        step(catch_unwind(AssertUnwindSafe(|| stage.swapper.rollback().is_ok())).is_ok());
    }
    IS_OVER.store(true, SeqCst);
    // What is asserted from here on is to be seen.
    drop(std::panic::take_hook());
    stage.all_gone();
    // The static has it, too.
    std::mem::forget(stage);
}

#[test]
fn a_subscriber_that_panics_harms_nobody() {
    attack(|| harms_nobody(|_| panic!("in the log")));
}

#[test]
fn a_subscriber_that_asks_for_everything_harms_nobody() {
    attack(|| {
        harms_nobody(|swapper| {
            swapper.stats();
            swapper.with(|manager| manager.generation());
            let _ = swapper.late_fn("own").call::<u32>((1u32,));
            safe_point();
        })
    });
}

#[test]
fn a_subscriber_that_calls_plugins_harms_nobody() {
    attack(|| {
        harms_nobody(|swapper| {
            // What panics while a panic is noted is aborted by std: that is not to be contained.
            let _ = call::<()>(swapper, "evil", "leave", ());
            let _ = call::<u32>(swapper, "peer", "version", ());
        })
    });
}

#[test]
fn a_subscriber_that_reloads_harms_nobody() {
    attack(|| {
        harms_nobody(|swapper| {
            let _ = swapper.reload(&LiveData::none());
            let _ = swapper.rollback();
            let _ = swapper.prepare(&LiveData::none());
        })
    });
}
