//! Marks that a plugin polls or drops a future of its host, and that code of a linked plugin runs.

use crate::linked::context;
use crate::reentrancy;

/// Enters the plugin. It is a function, because each poll is a call of its own, on any thread.
pub(super) type Enter = fn() -> Entered;

/// Until this is dropped.
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
