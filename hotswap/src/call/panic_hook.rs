//! Where a panic happened. Only the panic hook is told, so a plugin has one of ours.
//!
//! The hook prints nothing. It notes the panic (and, when backtraces are on, the addresses on the stack) for the
//! barrier that catches it, and tells the host, which decides whether it is to be seen at once: a panic on a thread
//! that the plugin has started has no caller who would be given it.
//!
//! Each panic is so known to somebody: to the caller as an error, or to the host. One that code of the plugin catches
//! itself, inside of a call, is told with the next panic on the same thread.
//!
//! The hook owns no memory, and asks the host, not the environment, whether backtraces are on: std's lock of the
//! environment is another one in each library.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};

use super::panic_report::{PluginPanic, Untold};
use crate::abi::Abi;
use crate::abi::buffer::OwnedBuf;
use crate::error::{EncodedError, panicked, text_of};
use crate::host::attached;
use crate::shape::text_fingerprint;

/// What the hook saw of the last panic on this thread.
///
/// Of a fixed size and without a destructor: a thread-local that has one would keep a plugin from being
/// unloaded, and memory that it points to would be lost with a thread that nobody asks.
#[derive(Clone, Copy)]
struct Sighting {
    /// Of the message, to tell whose place this is: a panic may go on with another payload.
    fingerprint: u64,
    message: Short<u8, 192>,
    location: Short<u8, 192>,
    addresses: Short<u64, 64>,
    /// The host knows of it.
    is_told: bool,
}

/// As much of a list as there is room for.
#[derive(Clone, Copy)]
struct Short<T, const N: usize> {
    items: [T; N],
    len: usize,
}

impl<T: Copy + Default, const N: usize> Short<T, N> {
    fn new(all: &[T]) -> Self {
        let len = all.len().min(N);
        let mut items = [T::default(); N];
        items[..len].copy_from_slice(&all[..len]);
        Self { items, len }
    }

    fn as_slice(&self) -> &[T] {
        &self.items[..self.len]
    }
}

impl<const N: usize> Short<u8, N> {
    fn of(text: &str) -> Self {
        Self::new(&text.as_bytes()[..text.floor_char_boundary(N)])
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_slice()).unwrap_or_default()
    }
}

impl Sighting {
    fn untold(&self) -> Option<Untold<'_>> {
        (!self.is_told).then(|| Untold {
            message: self.message.as_str(),
            location: self.location.as_str(),
        })
    }
}

thread_local! {
    static LAST: Cell<Option<Sighting>> = const { Cell::new(None) };
}

/// Sends the panics of this library to the barrier and to its host, and prints none of them.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| note(info, attached::tell_host)));
}

/// Takes out whichever hook is set, and drops it. From here on panics of this library are std's own affair.
///
/// # Panics
///
/// If the hook does while it is dropped.
pub(crate) fn remove() {
    let hook = std::panic::take_hook();
    // For what the destructor of the other one does. It is of no size: nothing is allocated for it.
    install();
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(hook)));
    drop(std::panic::take_hook());
    if let Err(payload) = dropped {
        resume_unwind(payload);
    }
}

/// Notes a panic for the barrier. `tell` says whether the host has made it known, so that nobody else has to.
pub(crate) fn note(info: &PanicHookInfo<'_>, tell: impl FnOnce(&PluginPanic<'_>) -> bool) {
    let location = info.location().map(|it| text_of(it)).unwrap_or_default();
    let message = message_of(info.payload());
    let addresses = match attached::are_backtraces_on() {
        true => stack::addresses(),
        false => Vec::new(),
    };
    let before = LAST.take();
    let is_told = tell(&PluginPanic {
        message: &message,
        location: &location,
        addresses: &addresses,
        untold: before.as_ref().and_then(Sighting::untold),
        is_lost: false,
        thread: Some(thread_name),
    });
    LAST.set(Some(Sighting {
        fingerprint: text_fingerprint(&message),
        message: Short::of(&message),
        location: Short::of(&location),
        addresses: Short::new(&addresses),
        is_told,
    }));
}

/// The error that a panic is for its caller. The panic was just caught on this thread.
pub(super) fn encoded(payload: Box<dyn Any + Send>) -> EncodedError {
    let message = message_of(&*payload);
    let seen = LAST
        .take()
        .filter(|seen| seen.fingerprint == text_fingerprint(&message));
    discard(payload);
    match seen {
        Some(seen) => {
            let location = seen.location.as_str().to_owned();
            let addresses = seen.addresses.as_slice().to_vec();
            panicked(message, Some(location), addresses)
        }
        None => panicked(message, None, Vec::new()),
    }
}

/// Tells the host of a panic that was just caught on this thread, and that no caller is given.
pub(super) fn lose(payload: Box<dyn Any + Send>) {
    tell_of_lost();
    discard(payload);
}

/// Drops what a caught panic carried. What panics in its own destructor is given up rather than let out.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        tell_of_lost();
        std::mem::forget(second);
    }
}

fn tell_of_lost() {
    let Some(seen) = LAST.take() else { return };
    if let Some(Untold { message, location }) = seen.untold() {
        attached::tell_host(&PluginPanic {
            message,
            location,
            addresses: seen.addresses.as_slice(),
            untold: None,
            is_lost: true,
            thread: Some(thread_name),
        });
    }
}

/// The name that this std has for the thread, for the host.
extern "C" fn thread_name() -> OwnedBuf<u8> {
    let name = || std::thread::current().name().unwrap_or_default().to_owned();
    let name = catch_unwind(name).unwrap_or_else(|payload| {
        lose(payload);
        String::new()
    });
    name.lower()
}

fn message_of(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic whose payload is not text".to_owned()
    }
}

/// The addresses on the stack of this thread, without their names.
#[cfg(unix)]
mod stack {
    use std::ffi::{c_int, c_void};

    /// Deeper than this nobody reads.
    const MAX_FRAMES: usize = 64;

    type Visit = extern "C" fn(*mut c_void, *mut c_void) -> c_int;

    // The unwinder's C interface (Itanium C++ ABI, "Unwind interface"); std links it on every unix.
    unsafe extern "C" {
        fn _Unwind_Backtrace(visit: Visit, frames: *mut c_void) -> c_int;
        fn _Unwind_GetIP(context: *mut c_void) -> usize;
    }

    extern "C" fn visit(context: *mut c_void, frames: *mut c_void) -> c_int {
        const GO_ON: c_int = 0;
        const STOP: c_int = 5;
        // SAFETY: `addresses` passes a vector that lives longer than the walk, and nobody else uses it.
        let frames = unsafe { &mut *frames.cast::<Vec<u64>>() };
        // SAFETY: the unwinder passes a context that is valid for this visit.
        let address = unsafe { _Unwind_GetIP(context) };
        frames.push(address as u64);
        if frames.len() < MAX_FRAMES {
            GO_ON
        } else {
            STOP
        }
    }

    pub(super) fn addresses() -> Vec<u64> {
        let mut frames: Vec<u64> = Vec::with_capacity(MAX_FRAMES);
        // SAFETY: `visit` treats the pointer as the vector that it is; the walk ends before this returns.
        unsafe { _Unwind_Backtrace(visit, std::ptr::from_mut(&mut frames).cast()) };
        frames
    }
}

#[cfg(not(unix))]
mod stack {
    pub(super) fn addresses() -> Vec<u64> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::RawPanic;

    #[test]
    fn a_text_that_is_too_long_is_cut_between_two_characters() {
        let text = "é".repeat(100);
        assert_eq!(Short::<u8, 5>::of(&text).as_str(), "éé");
        assert_eq!(Short::<u8, 5>::of("no").as_str(), "no");
    }

    #[test]
    fn the_thread_is_asked_for_its_name() {
        let named = std::thread::Builder::new().name("worker".to_owned());
        let panic = PluginPanic {
            message: "boom",
            location: "lib.rs:1:2",
            addresses: &[],
            untold: None,
            is_lost: false,
            thread: Some(thread_name),
        };
        let ask = move || {
            // SAFETY: all of it is static.
            unsafe { RawPanic::lend(&panic).get() }.thread_name()
        };
        assert_eq!(
            named.spawn(ask).unwrap().join().unwrap().as_deref(),
            Some("worker")
        );
        assert_eq!(std::thread::spawn(ask).join().unwrap(), None);
    }
}
