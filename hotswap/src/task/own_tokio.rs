//! The tokio runtime of a plugin: made when it is first needed, and shut down when the plugin's value is gone.
//!
//! A plugin has its own copy of tokio, which does not find the runtime of the host. What the host awaits runs on the host's
//! threads all the same. The runtime here has the timers and sockets, and runs what the plugin spawns.
//!
//! A thread enters the runtime once. tokio keeps what was entered in a thread-local of the plugin's copy, which no other code
//! sees. Its destructor is one of the plugin's, and runs like all of them. So no guard is kept: its drop would have to come before
//! that of tokio's own thread-local, and a destructor cannot know that.
//!
//! A plugin that is linked into its host shares tokio with it. Then the runtime of the host is used where its code runs in one,
//! and no thread of the host is left in another.

use std::cell::Cell;
use std::mem;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::runtime::{Builder, EnterGuard, Handle, Runtime};

use crate::host::attached;
use crate::linked::context;
use crate::role;
use crate::thread;

/// One thread can be busy while the other one waits for sockets and timers.
const WORKERS: usize = 2;

/// The runtime of this library, if it is a plugin.
static RUNTIME: Mutex<State> = Mutex::new(State::NotMade);

enum State {
    NotMade,
    Running(Runtime),
    /// The plugin's value is gone.
    Over,
}

thread_local! {
    /// This thread has entered the runtime for good. It has no destructor, and allocates nothing.
    static IS_IN: Cell<bool> = const { Cell::new(false) };
}

/// Has the code that runs until the result is dropped find a runtime.
///
/// # Panics
///
/// If the system has no threads for the runtime.
#[inline]
pub(crate) fn enter() -> Option<EnterGuard<'static>> {
    match IS_IN.get() {
        true => None,
        false => enter_first(),
    }
}

#[cold]
fn enter_first() -> Option<EnterGuard<'static>> {
    // In a runtime that the plugin has made itself, or in that of the host if it is linked; or the thread ends.
    match Handle::try_current() {
        Ok(_) => return None,
        Err(error) if error.is_thread_local_destroyed() => return None,
        Err(_) => {}
    }
    if role::is_host() {
        // Code of the host itself needs none.
        return context::current().map(|_| linked().enter());
    }
    mem::forget(own()?.enter());
    IS_IN.set(true);
    None
}

/// The tokio runtime in which the plugin's async functions run.
///
/// Hooks and functions that are not async run outside of it: they spawn and wait through this handle. In the code of an async
/// function everything of tokio finds the runtime by itself.
///
/// # Panics
///
/// If the system has no threads for the runtime, or if the plugin's value is gone.
///
/// # Examples
///
/// ```
/// # use std::time::Duration;
/// use hotswap::prelude::*;
///
/// #[derive(Default)]
/// struct Mailer;
///
/// #[hotswap::plugin]
/// impl Plugin for Mailer {
///     fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
///         let runtime = hotswap::task::tokio();
///         runtime.block_on(async { tokio::time::sleep(Duration::from_millis(1)).await });
///         runtime.spawn(async { /* in the background, until the plugin is freed */ });
///         Ok(())
///     }
/// }
/// ```
pub fn tokio() -> Handle {
    handle().expect("the plugin's value is gone, and its tokio runtime with it")
}

/// A handle of the runtime in which code of this plugin runs; `None` if the plugin is over.
pub(super) fn handle() -> Option<Handle> {
    Handle::try_current()
        .ok()
        .or_else(|| match role::is_host() {
            true => Some(linked().clone()),
            false => own(),
        })
}

/// The plugin's own runtime; `None` if the plugin is over.
fn own() -> Option<Handle> {
    if let Some(known) = known(&lock()) {
        return known;
    }
    // Not under the lock: a panic is told to the host, whose code may call the plugin again.
    let made = make();
    let mut state = lock();
    if let Some(known) = known(&state) {
        // Another thread was faster.
        drop(state);
        made.shutdown_background();
        return known;
    }
    if thread::of(None).at_end(shut_down) {
        // Nothing would shut it down.
        *state = State::Over;
        drop(state);
        made.shutdown_background();
        return None;
    }
    let handle = made.handle().clone();
    *state = State::Running(made);
    Some(handle)
}

/// The handle of the runtime, or `Some(None)` if the plugin is over; `None` if it was not made yet.
fn known(state: &State) -> Option<Option<Handle>> {
    match state {
        State::NotMade => None,
        State::Running(runtime) => Some(Some(runtime.handle().clone())),
        State::Over => Some(None),
    }
}

/// Tasks are dropped on the runtime's threads, and those end. This waits for none of them: they hold the library for as long as
/// they run.
fn shut_down() {
    let runtime = mem::replace(&mut *lock(), State::Over);
    if let State::Running(runtime) = runtime {
        runtime.shutdown_background();
    }
}

/// The runtime of linked plugins on threads where the host has none. It stays, as their code does.
fn linked() -> &'static Handle {
    static SHARED: OnceLock<Runtime> = OnceLock::new();
    if SHARED.get().is_none() {
        // Not as it is set: code that is told of a panic may come here again.
        if let Err(late) = SHARED.set(make()) {
            late.shutdown_background();
        }
    }
    SHARED.wait().handle()
}

fn make() -> Runtime {
    let runtime = Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_name(name())
        .enable_all()
        .build();
    runtime.unwrap_or_else(|error| panic!("no tokio runtime for the plugin: {error}"))
}

/// The name of its threads, for people who look for what holds a library.
fn name() -> String {
    match attached::name() {
        Some(plugin) => format!("{plugin}-tokio"),
        None => "plugin-tokio".to_owned(),
    }
}

fn lock() -> MutexGuard<'static, State> {
    RUNTIME.lock().unwrap_or_else(PoisonError::into_inner)
}
