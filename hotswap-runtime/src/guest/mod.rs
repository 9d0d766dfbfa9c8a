//! Libraries that may be closed again, although their code leaves things on threads and in the process.
//!
//! Code of a library leaves things behind: thread-locals with destructors and values of pthread keys on each thread that
//! it runs on, threads of its own, signal handlers and other addresses in the process. The system then keeps the library
//! mapped for as long as a thread lives, or jumps into unmapped code later. A [`Guest`] is a library whose registrations
//! come to the host instead: right after it was opened, its slots for certain functions of the C library are pointed at
//! functions of the host. Nothing of this is in the library, which is an ordinary one.
//!
//! - A destructor runs on the thread that it belongs to: at its end, or at its first [`safe_point`] after the
//!   library was [released](Guest::release).
//! - pthread keys of libraries are the host's own and take none of the system's 1,024.
//! - Threads that a library starts hold it, by name.
//! - Its signal handlers are called through stubs of the host, which outlive it.
//! - What else gives away an address of it for good keeps it mapped, and is [named](Guest::known_by).
//! - What holds it can be [asked](Guest::outstanding); when nothing does, [`Guest::close`] unmaps it, and
//!   asks the system's loader whether that is so.
//!
//! Linux with glibc only. Elsewhere [`Guest::adopt`] says so, and a library stays mapped.
//!
//! | | |
//! |---|---|
//! | `glibc` | the real thing |
//! | `unsupported` | the same names, where there is no real thing |
//! | `holder`, `error` | what it reports |
//! | `nodelete` | a mark in the file that would make closing a no-op |
//! | `constructors` | taken from the loader, to run later |
//! | `dynamic` | the table in the file where both are found |

mod constructors;
mod dynamic;
mod error;
mod holder;
mod nodelete;

std::cfg_select! {
    all(
        target_os = "linux",
        target_env = "gnu",
        any(target_arch = "x86_64", target_arch = "aarch64"),
    ) => {
        mod glibc;
        use glibc as system;
    }
    _ => {
        mod unsupported;
        use unsupported as system;
    }
}

pub use constructors::{Constructors, take_constructors};
pub use error::{NotAdopted, StillMapped};
pub use holder::Holder;
pub use nodelete::clear_nodelete;
pub use system::{Guest, Holders, construct, safe_point};
pub(crate) use system::{Loaded, Snapshot, kept_by};
pub(crate) use system::{announce, holds_something, implicit_safe_point, watch_thread};
