//! What is there while a host's code is polled or dropped by a plugin, and while that of a linked plugin is.

use crate::linked::context;
use crate::reentrancy;

/// Begins that. A function, because a task is polled by whoever it is given to, and each poll is a call of its own.
pub(super) type Enter = fn() -> Entered;

/// Ends it when it is dropped.
pub(crate) struct Entered {
    _count: Option<reentrancy::Count>,
    _context: Option<context::Entered>,
}

/// Code of the type `F` begins: in a host, where others come in.
pub(super) fn counted<F>() -> Entered {
    Entered {
        _count: Some(reentrancy::enter(std::any::type_name::<F>)),
        _context: None,
    }
}

/// Code of that crate begins, which is linked into its host.
pub(super) fn linked(krate: Option<&'static str>) -> Entered {
    Entered {
        _count: None,
        _context: krate.map(context::enter_crate),
    }
}
