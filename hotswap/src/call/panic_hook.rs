//! Where a panic happened. Only the panic hook is told, so a plugin has one of ours.
//!
//! The hook prints nothing. It notes the place (and, when backtraces are on, the addresses on the stack)
//! for the barrier that catches the panic, and tells the host, which logs it: so a panic on a thread that
//! the plugin started by itself is seen too.
//!
//! Addresses are collected here and given names by the host (`symbols`). Finding names inside the
//! plugin would map its file, and leak that at each reload.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

use crate::error::{WireError, panicked, text_of};
use crate::linked::{Linked, context};
use crate::shape::text_fingerprint;

/// What the hook saw of the last panic on this thread.
///
/// Of a fixed size and without a destructor: a thread-local that has one would keep a plugin from being
/// unloaded, and memory that it points to would be lost with a thread that nobody asks.
#[derive(Clone, Copy)]
struct Sighting {
    /// Of the message, to tell whose place this is: a panic may go on with another payload.
    message: u64,
    location: Short<u8, 192>,
    addresses: Short<u64, 64>,
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

thread_local! {
    static LAST: Cell<Option<Sighting>> = const { Cell::new(None) };
}

/// Sends the panics of this library to the barrier and to `observer`, and prints none of them.
pub(crate) fn install(observer: impl Fn(&str, &str) + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |info| note(info, &observer)));
}

/// Has panics of linked plugins noted as well. The hook is the host's: it is called for all of them, as before.
pub(crate) fn note_panics_of_linked() {
    static ONCE: Once = Once::new();
    // On a thread that panics, hooks cannot be set: places are then noted from the next time on.
    if std::thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let of_host = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if let Some(host) = context::current().and_then(Linked::host) {
                note(info, &|message, location| host.panicked(message, location));
            }
            of_host(info);
        }));
    });
}

fn note(info: &PanicHookInfo<'_>, observer: &dyn Fn(&str, &str)) {
    let location = info.location().map(|it| text_of(it)).unwrap_or_default();
    let message = message_of(info.payload());
    observer(&message, &location);
    LAST.set(Some(Sighting {
        message: text_fingerprint(&message),
        location: Short::new(location.as_bytes()),
        addresses: Short::new(&stack::addresses()),
    }));
}

/// What to tell the caller about a panic that was just caught on this thread.
pub(super) fn wire_error(payload: Box<dyn Any + Send>) -> WireError {
    let message = message_of(&*payload);
    let seen = LAST
        .take()
        .filter(|seen| seen.message == text_fingerprint(&message));
    discard(payload);
    match seen {
        Some(seen) => {
            let location = String::from_utf8_lossy(seen.location.as_slice());
            let addresses = seen.addresses.as_slice().to_vec();
            panicked(message, Some(location.into_owned()), addresses)
        }
        None => panicked(message, None, Vec::new()),
    }
}

/// Drops what a caught panic carried. What panics in its own destructor is given up rather than let out.
pub(super) fn discard(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
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

    /// Empty unless backtraces are asked for, as by std: `RUST_LIB_BACKTRACE`, else `RUST_BACKTRACE`.
    pub(super) fn addresses() -> Vec<u64> {
        let setting =
            std::env::var_os("RUST_LIB_BACKTRACE").or_else(|| std::env::var_os("RUST_BACKTRACE"));
        if setting.is_none_or(|value| value == "0") {
            return Vec::new();
        }
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
