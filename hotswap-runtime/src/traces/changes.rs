//! Tells plugins that filters of the host have changed.
//!
//! A plugin's `tracing` remembers the interest in each callsite, so that a disabled event costs next to nothing. It must be
//! told to ask again. That runs code of the plugin, which cannot be done where the host learns of the change, in the middle
//! of `tracing`'s registry. A thread does it, which ends when nothing changes any more.

use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Once, Weak};
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;
use tracing_core::field::FieldSet;
use tracing_core::metadata::Kind;
use tracing_core::subscriber::Interest;
use tracing_core::{Callsite, Level, LevelFilter, Metadata, callsite};

use super::sites;
use crate::guest::safe_point;

thread_local! {
    static IS_OWN: Cell<bool> = const { Cell::new(false) };
}

/// A plugin that is told of changes.
pub(super) trait Refreshed: Send + Sync {
    /// Has the plugin ask again for the interest in its callsites. `max_level` is as [`max_level`] gives it.
    fn refresh(&self, max_level: u32);
}

/// Those who are told.
static TOLD: Mutex<Vec<Weak<dyn Refreshed>>> = Mutex::new(Vec::new());

/// What the thread does.
static STATE: AtomicU8 = AtomicU8::new(IDLE);

/// There is no thread.
const IDLE: u8 = 0;
/// There is one.
const RUNNING: u8 = 1;
/// There is one, and something has changed that it does not know.
const BEHIND: u8 = 2;

/// The level of all filters together is set after the interests, and nothing tells when. So it is looked at again after
/// each of these pauses.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(1),
    Duration::from_millis(10),
    Duration::from_millis(100),
];

/// Tells `plugin` of changes from now on.
pub(super) fn tell(plugin: Weak<dyn Refreshed>) {
    register_sentinel();
    let mut told = TOLD.lock();
    told.retain(|it| it.strong_count() > 0);
    told.push(plugin);
}

/// The most verbose level that the host takes: 5 is a trace, 0 nothing.
pub(super) fn max_level() -> u32 {
    match LevelFilter::current().into_level() {
        None => 0,
        Some(Level::ERROR) => 1,
        Some(Level::WARN) => 2,
        Some(Level::INFO) => 3,
        Some(Level::DEBUG) => 4,
        Some(Level::TRACE) => 5,
    }
}

/// A filter has changed. Called while `tracing`'s registry is locked: this only starts a thread.
fn notify() {
    // AcqRel: the thread sees what was changed.
    if STATE.swap(BEHIND, Ordering::AcqRel) != IDLE {
        return;
    }
    let thread = thread::Builder::new().name("hotswap-traces".to_owned());
    if thread.spawn(run).is_err() {
        // The next change tries again.
        STATE.store(IDLE, Ordering::Release);
    }
}

/// Whether this thread is the one that tells plugins.
pub(super) fn is_own_thread() -> bool {
    IS_OWN.get()
}

fn run() {
    IS_OWN.set(true);
    loop {
        STATE.store(RUNNING, Ordering::Release);
        let level = max_level();
        refresh_all(level);
        settle(level);
        let is_up_to_date = max_level() == level
            && STATE
                .compare_exchange(RUNNING, IDLE, Ordering::AcqRel, Ordering::Acquire)
                .is_ok();
        if is_up_to_date {
            return;
        }
    }
}

/// Waits until nothing has changed for a while, or something has.
fn settle(level: u32) {
    for pause in PAUSES {
        thread::sleep(pause);
        if STATE.load(Ordering::Acquire) == BEHIND || max_level() != level {
            return;
        }
    }
}

fn refresh_all(level: u32) {
    let told: Vec<_> = TOLD.lock().iter().filter_map(Weak::upgrade).collect();
    for plugin in told {
        plugin.refresh(level);
    }
    // Code of plugins has run on this thread.
    safe_point();
}

/// A callsite that records nothing. Its interest is set whenever that of all others is, also if only the level of the filters has
/// changed.
struct Sentinel;

static SENTINEL: Sentinel = Sentinel;

static METADATA: Metadata<'static> = Metadata::new(
    "filters have changed",
    "hotswap_runtime::traces",
    Level::ERROR,
    None,
    None,
    None,
    FieldSet::new(&[], callsite::Identifier(&SENTINEL)),
    Kind::EVENT,
);

static REGISTERED: Once = Once::new();

impl Callsite for Sentinel {
    fn set_interest(&self, _: Interest) {
        // It comes after all callsites of plugins: the registry has others than `DefaultCallsite` in a list of their own, at the end.
        sites::update_all();
        if REGISTERED.is_completed() {
            notify();
        }
    }

    fn metadata(&self) -> &Metadata<'_> {
        &METADATA
    }
}

fn register_sentinel() {
    REGISTERED.call_once_force(|_| callsite::register(&SENTINEL));
}
