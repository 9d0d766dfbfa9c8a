//! The libraries that are guests now, and which one an address is in.

use std::ops::Range;
use std::sync::Arc;

use parking_lot::RwLock;

use super::ledger::Ledger;
use super::spans;

/// Spans beside their ledgers: with a thousand libraries, looking into each ledger would be noticeably slow.
static LIBRARIES: RwLock<Vec<(Range<usize>, Arc<Ledger>)>> = RwLock::new(Vec::new());

/// Opens a ledger for a library that was just mapped.
pub(super) fn enter(name: &str, span: Range<usize>) -> Arc<Ledger> {
    let ledger = Arc::new(Ledger::new(name));
    let mut libraries = LIBRARIES.write();
    spans::enter(&span);
    libraries.push((span, Arc::clone(&ledger)));
    ledger
}

/// Removes a library that is unmapped.
pub(super) fn leave(ledger: &Arc<Ledger>) {
    LIBRARIES.write().retain(|(span, other)| {
        let is_it = Arc::ptr_eq(other, ledger);
        if is_it {
            spans::leave(span);
        }
        !is_it
    });
}

/// The library that `address` is in.
pub(super) fn owner_of(address: usize) -> Option<Arc<Ledger>> {
    let libraries = LIBRARIES.read();
    // The newest first: a new library may be mapped at the address of an old one before the old one is removed from the
    // list.
    let mut newest_first = libraries.iter().rev();
    newest_first
        .find(|(span, _)| span.contains(&address))
        .map(|(_, ledger)| Arc::clone(ledger))
}
