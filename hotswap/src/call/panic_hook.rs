//! The panic hook of a plugin. Only a panic hook learns where a panic happened, so each plugin installs this one.
//!
//! The hook prints nothing. It records the panic (and, if backtraces are on, the addresses on the stack) for the barrier that
//! catches it, and reports it to the host. The host decides whether to print it at once: a panic on a thread that the plugin
//! has started has no caller that could receive it.
//!
//! So each panic reaches the caller as an error, or the host. A panic that the plugin catches itself, inside of a call, is
//! reported with the next panic on the same thread.
//!
//! The hook owns no memory. It asks the host whether backtraces are on, and does not read the environment, because each
//! library has its own copy of std's environment lock.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};

use super::panic_report::{PluginPanic, Untold};
use crate::abi::Abi;
use crate::abi::buffer::OwnedBuf;
use crate::error::{EncodedError, panicked, text_of};
use crate::host::attached;
use crate::shape::text_fingerprint;

/// The last panic on this thread, as the hook recorded it.
///
/// It has a fixed size and no destructor. A thread-local with a destructor would keep the plugin loaded, and memory that it
/// points to would leak.
#[derive(Clone, Copy)]
struct PanicNote {
    /// The fingerprint of the message. It tells whether a caught panic is this one: a panic may continue with another payload.
    fingerprint: u64,
    message: Short<u8, 192>,
    location: Short<u8, 192>,
    addresses: Short<u64, 64>,
    /// Whether the host has reported it.
    is_told: bool,
}

/// The first `N` elements of a list.
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

impl PanicNote {
    fn untold(&self) -> Option<Untold<'_>> {
        (!self.is_told).then(|| Untold {
            message: self.message.as_str(),
            location: self.location.as_str(),
        })
    }
}

thread_local! {
    static LAST: Cell<Option<PanicNote>> = const { Cell::new(None) };
}

/// Installs the hook.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| note(info, attached::tell_host)));
}

/// Removes the current hook and drops it. From then on, std handles the panics of this library.
///
/// # Panics
///
/// If the destructor of the hook panics.
pub(crate) fn remove() {
    let hook = std::panic::take_hook();
    // For panics of the other hook's destructor. This one has no size, so nothing is allocated for it.
    install();
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(hook)));
    drop(std::panic::take_hook());
    if let Err(payload) = dropped {
        resume_unwind(payload);
    }
}

/// Records a panic for the barrier. `tell` reports it to the host, and returns whether the host has made it known.
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
        untold: before.as_ref().and_then(PanicNote::untold),
        is_lost: false,
        thread: Some(thread_name),
    });
    LAST.set(Some(PanicNote {
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

/// Reports a panic to the host that was just caught on this thread, and that no caller receives.
pub(super) fn lose(payload: Box<dyn Any + Send>) {
    tell_of_lost();
    discard(payload);
}

/// Reports a panic to the host that was just caught on this thread, and returns it as an error.
pub(super) fn told(payload: Box<dyn Any + Send>) -> EncodedError {
    let seen = LAST.get();
    tell_of_lost();
    LAST.set(seen);
    encoded(payload)
}

/// Drops the payload of a caught panic. If its destructor panics too, that payload is leaked.
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

    /// Deeper frames are left out.
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
        // SAFETY: LENT: `addresses` passes a vector that lives longer than the walk, and nothing else uses it
        // meanwhile.
        let frames = unsafe { &mut *frames.cast::<Vec<u64>>() };
        // SAFETY: LENT: the unwinder passes a context that is valid for this visit.
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
        // SAFETY: LENT: `visit` treats the pointer as the vector that it is; the walk ends before this returns.
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
            // SAFETY: LENT: all of it is static.
            unsafe { RawPanic::lend(&panic).get() }.thread_name()
        };
        assert_eq!(
            named.spawn(ask).unwrap().join().unwrap().as_deref(),
            Some("worker")
        );
        assert_eq!(std::thread::spawn(ask).join().unwrap(), None);
    }
}
