//! The report of a panic that a plugin sends to its host.
//!
//! # Invariant
//!
//! The texts and addresses behind the views of a [`RawPanic`] live during the call in which it is passed.

use std::fmt;

use crate::abi::Abi;
use crate::abi::buffer::OwnedBuf;
use crate::raw::{RawSlice, RawStr};

/// A panic in a plugin, as the plugin's panic hook recorded it.
#[derive(Clone, Copy)]
pub struct PluginPanic<'a> {
    pub(crate) message: &'a str,
    pub(crate) location: &'a str,
    pub(crate) addresses: &'a [u64],
    pub(crate) untold: Option<Untold<'a>>,
    pub(crate) is_lost: bool,
    pub(crate) thread: Option<ThreadName>,
}

/// An earlier panic that was not reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untold<'a> {
    /// Its message. A long message is cut.
    pub message: &'a str,
    /// Its place: file, line and column.
    pub location: &'a str,
}

/// Asks the plugin for the name that its std has for this thread.
pub(crate) type ThreadName = extern "C" fn() -> OwnedBuf<u8>;

impl<'a> PluginPanic<'a> {
    /// The message.
    pub fn message(&self) -> &'a str {
        self.message
    }

    /// The place: file, line and column.
    pub fn location(&self) -> &'a str {
        self.location
    }

    /// The addresses on the stack; none if backtraces are off.
    pub fn addresses(&self) -> &'a [u64] {
        self.addresses
    }

    /// The text of the backtrace; `None` if backtraces are off.
    pub fn backtrace(&self) -> Option<String> {
        super::symbols::symbolize(self.addresses)
    }

    /// The previous panic on the same thread, if neither a caller nor the host knows of it. This happens if the plugin caught
    /// it, or if this panic began while the first one was unwinding, which ends the process.
    pub fn untold(&self) -> Option<Untold<'a>> {
        self.untold
    }

    /// Whether the panic was caught where no caller can receive it, for example in the destructor of an object.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Whether the plugin is linked into the host, whose own panic hook is called as well.
    pub fn is_linked(&self) -> bool {
        self.thread.is_none()
    }

    /// The name that the plugin's std has for this thread.
    ///
    /// Call this on a thread that the plugin has started: other threads have no name there. The plugin's std creates a record for
    /// a thread that it does not know, which keeps the library loaded until the thread ends or passes a safe point.
    pub fn thread_name(&self) -> Option<String> {
        let repr = self.thread?();
        // SAFETY: LOWERED: the plugin has just lowered it from a `String`.
        let name = unsafe { String::lift(repr) };
        (!name.is_empty()).then_some(name)
    }
}

impl fmt::Debug for PluginPanic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginPanic")
            .field("message", &self.message)
            .field("location", &self.location)
            .field("untold", &self.untold)
            .field("is_lost", &self.is_lost)
            .finish_non_exhaustive()
    }
}

/// A panic as it crosses.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawPanic {
    size: u32,
    is_lost: u32,
    message: RawStr,
    location: RawStr,
    addresses: RawSlice<u64>,
    /// Both are empty if there is none.
    untold_message: RawStr,
    untold_location: RawStr,
    thread: ThreadName,
}

impl RawPanic {
    /// Lends it for a call.
    pub(crate) fn lend(panic: &PluginPanic<'_>) -> Self {
        let untold = panic.untold.unwrap_or(Untold {
            message: "",
            location: "",
        });
        Self {
            size: size_of::<Self>() as u32,
            is_lost: u32::from(panic.is_lost),
            message: RawStr::new(panic.message),
            location: RawStr::new(panic.location),
            addresses: RawSlice::new(panic.addresses),
            untold_message: RawStr::new(untold.message),
            untold_location: RawStr::new(untold.location),
            thread: panic.thread.unwrap_or(no_name),
        }
    }

    /// The panic that was lent.
    ///
    /// # Safety
    ///
    /// The call for which it was lent does not return during `'a`.
    pub(crate) unsafe fn get<'a>(self) -> PluginPanic<'a> {
        // SAFETY: LENT: the call for which it was lent is under way, by the contract of this function.
        let text = |raw: RawStr| unsafe { raw.as_str() };
        let untold = Untold {
            message: text(self.untold_message),
            location: text(self.untold_location),
        };
        let is_there = !untold.message.is_empty() || !untold.location.is_empty();
        PluginPanic {
            message: text(self.message),
            location: text(self.location),
            // SAFETY: LENT: as for the texts.
            addresses: unsafe { self.addresses.as_slice() },
            untold: is_there.then_some(untold),
            is_lost: self.is_lost != 0,
            thread: Some(self.thread),
        }
    }
}

extern "C" fn no_name() -> OwnedBuf<u8> {
    String::new().lower()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    const PANIC: PluginPanic<'static> = PluginPanic {
        message: "boom",
        location: "lib.rs:1:2",
        addresses: &[1, 2],
        untold: None,
        is_lost: false,
        thread: None,
    };

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(RawPanic, size), 0);
        assert_eq!(offset_of!(RawPanic, is_lost), 4);
        assert_eq!(offset_of!(RawPanic, message), 8);
        assert_eq!(offset_of!(RawPanic, location), 8 + 2 * word);
        assert_eq!(offset_of!(RawPanic, addresses), 8 + 4 * word);
        assert_eq!(offset_of!(RawPanic, untold_message), 8 + 6 * word);
        assert_eq!(offset_of!(RawPanic, untold_location), 8 + 8 * word);
        assert_eq!(offset_of!(RawPanic, thread), 8 + 10 * word);
        assert_eq!(size_of::<RawPanic>(), 8 + 11 * word);
    }

    #[test]
    fn what_is_lent_arrives() {
        let untold = Untold {
            message: "first",
            location: "lib.rs:3:4",
        };
        let lent = PluginPanic {
            untold: Some(untold),
            is_lost: true,
            ..PANIC
        };
        // SAFETY: LENT: all of it is static.
        let panic = unsafe { RawPanic::lend(&lent).get() };
        assert_eq!((panic.message(), panic.location()), ("boom", "lib.rs:1:2"));
        assert_eq!((panic.untold(), panic.is_lost()), (Some(untold), true));
        assert_eq!(panic.addresses, [1, 2]);
        assert!(!panic.is_linked());
        // SAFETY: LENT: all of it is static.
        let panic = unsafe { RawPanic::lend(&PANIC).get() };
        assert_eq!((panic.untold(), panic.is_lost()), (None, false));
    }
}
