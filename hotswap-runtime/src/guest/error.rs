//! Why a library cannot be made safe to close, and why one was not unmapped.

use std::fmt;

use super::{Guest, Holder};
use crate::independent_libraries;

/// Why a library cannot be made safe to close. It must stay mapped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotAdopted {
    /// Another system, C library or processor.
    #[error("libraries can only be closed safely on Linux with glibc, on x86-64 and 64-bit Arm")]
    Unsupported,

    /// The loader does not say where the library is.
    #[error("`{library}`: the system's loader does not report where it is mapped")]
    #[non_exhaustive]
    NotFound {
        /// The library.
        library: String,
    },

    /// It calls a function by which it could leave something on a thread, and which is not followed.
    #[error("`{library}` calls {function}, which hotswap cannot track: {}", instead_of(.function))]
    #[non_exhaustive]
    Unfollowed {
        /// The library.
        library: String,
        /// The function.
        function: String,
    },

    /// It needs shared libraries that may have addresses of it when it is closed.
    #[error("`{library}`: {}", independent_libraries::reason(.needed))]
    #[non_exhaustive]
    Needs {
        /// The library.
        library: String,
        /// Those that it needs, by the names that the loader looks for.
        needed: Vec<String>,
    },

    /// A slot of it cannot be patched.
    #[error("`{library}`: the reference to {function} cannot be redirected: {why}")]
    #[non_exhaustive]
    Slot {
        /// The library.
        library: String,
        /// The function that the slot is for.
        function: String,
        /// What is in the way.
        why: String,
    },

    /// The process has no pthread key left for the host.
    #[error("the process has no pthread key left: hotswap needs one to notice when threads end")]
    #[non_exhaustive]
    NoKey {
        /// What the system says.
        source: std::io::Error,
    },
}

/// Why a library was not unmapped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StillMapped {
    /// Something of it is outstanding. It was not closed.
    #[error("{} is held by {}", guest.name(), List(holders, *objects))]
    #[non_exhaustive]
    Held {
        /// The library, to close later.
        guest: Box<Guest>,
        /// What holds it.
        holders: Vec<Holder>,
        /// How many objects of it do that left it after it was released.
        objects: usize,
    },

    /// A signal handler of it is being run. It was not closed, and the handlers are not called again.
    #[error("{} is held by a handler of {} that has not returned", guest.name(), signals.join(", "))]
    #[non_exhaustive]
    Running {
        /// The library, to close later.
        guest: Box<Guest>,
        /// The signals by name.
        signals: Vec<String>,
    },

    /// The process has addresses of it for good. It was not closed, and must not be.
    #[error("the process keeps addresses of `{library}`: {}", by.join(", "))]
    #[non_exhaustive]
    Known {
        /// The library.
        library: String,
        /// By what: `handler of SIGCHLD`.
        by: Vec<String>,
    },

    /// It has opened another library itself, which may have addresses of it. It was not closed.
    #[error(
        "`{library}` opened {opened} at run time (`dlopen`), which may keep addresses of its code: \
         link it statically, or see `needs::assume_independent`"
    )]
    #[non_exhaustive]
    Opens {
        /// The library.
        library: String,
        /// What it has opened.
        opened: String,
    },

    /// Its destructors cannot be taken from the loader, which would run them under its locks. It was not closed.
    #[error("the destructors of `{library}` cannot be run before it is closed: {reason}")]
    #[non_exhaustive]
    Destructors {
        /// The library.
        library: String,
        /// Why its dynamic table cannot be written to.
        reason: String,
    },

    /// It was closed, but the loader still has it: other code opened it too, or it is marked never to be unmapped.
    #[error("`{library}` was closed, but the system's loader keeps it mapped")]
    #[non_exhaustive]
    Pinned {
        /// The library.
        library: String,
    },

    /// The loader refused to close it.
    #[error("`{library}` cannot be closed: {reason}")]
    #[non_exhaustive]
    Refused {
        /// The library.
        library: String,
        /// What the loader says.
        reason: String,
    },
}

struct List<'a>(&'a [Holder], usize);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, holder) in self.0.iter().enumerate() {
            let separator = if number == 0 { "" } else { "; " };
            write!(f, "{separator}{holder}")?;
        }
        let separator = if self.0.is_empty() { "" } else { "; " };
        match self.1 {
            0 => Ok(()),
            objects => write!(f, "{separator}{objects} × Obj"),
        }
    }
}

fn instead_of(function: &str) -> &'static str {
    match function.starts_with("std::") {
        true => "link the C++ library statically (`-static-libstdc++`), or do not use it",
        false => "use its pthread counterpart",
    }
}
