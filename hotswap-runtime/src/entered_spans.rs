//! The spans of plugins that a thread is in.
//!
//! A plugin may leave a span entered: it forgets the guard, or a thread ends in a span. The host's subscriber would have it on
//! the thread's stack for ever. So each thread notes what plugins have entered on it. It leaves the spans of a plugin
//! that is gone at its next safe point, and all of them when it ends.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use tracing_core::span::Id;

use crate::contained::contained;
use crate::held_dispatch::HeldDispatch;

/// Whose spans may be entered: the numbers of versions.
static SERVED: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());

/// How many versions have gone.
static GONE: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static ENTERED: RefCell<Entered> = const { RefCell::new(Entered(Vec::new())) };
    /// What this thread has read in `GONE`.
    static SEEN: Cell<u64> = const { Cell::new(0) };
}

/// The spans that a thread is in, the outermost first.
struct Entered(Vec<EnteredSpan>);

struct EnteredSpan {
    /// The number of the version that entered it.
    version: u64,
    /// The number that the plugin knows it by.
    handle: u64,
    dispatch: HeldDispatch,
    id: Id,
}

impl EnteredSpan {
    fn leave(self) {
        // A subscriber that panics must not stop what goes on here.
        contained(|| self.dispatch.exit(&self.id));
    }
}

/// A version begins to record.
pub(crate) fn begin(version: u64) {
    SERVED.lock().insert(version);
}

/// A version is gone. Threads that are in spans of it leave these later.
pub(crate) fn end(version: u64) {
    SERVED.lock().remove(&version);
    // Release: a thread that sees the number finds the version removed.
    GONE.fetch_add(1, Ordering::Release);
}

/// Enters a span. Returns whether it is the first of this thread.
pub(crate) fn enter(version: u64, handle: u64, dispatch: HeldDispatch, id: Id) -> bool {
    leave_of_gone();
    // Noted first: it is left even if a part of the subscriber panics.
    let noted = (dispatch.clone(), id.clone());
    let is_first = ENTERED.try_with(|entered| {
        let (dispatch, id) = noted;
        let spans = &mut entered.borrow_mut().0;
        spans.push(EnteredSpan {
            version,
            handle,
            dispatch,
            id,
        });
        spans.len() == 1
    });
    dispatch.enter(&id);
    is_first.unwrap_or(false)
}

/// Leaves a span, if the version has entered it on this thread.
pub(crate) fn exit(version: u64, handle: u64) {
    let is_it = |span: &EnteredSpan| span.handle == handle && span.version == version;
    let found = ENTERED.try_with(|entered| {
        let spans = &mut entered.borrow_mut().0;
        let at = spans.iter().rposition(is_it)?;
        Some(spans.remove(at))
    });
    if let Ok(Some(EnteredSpan { dispatch, id, .. })) = found {
        dispatch.exit(&id);
    }
}

/// The number by which a version knows the span `id`, if it has entered it on this thread.
pub(crate) fn handle_of(version: u64, id: &Id) -> Option<u64> {
    let is_it = |span: &&EnteredSpan| span.id == *id && span.version == version;
    let find = |entered: &RefCell<Entered>| {
        let entered = entered.borrow();
        entered.0.iter().rev().find(is_it).map(|span| span.handle)
    };
    ENTERED.try_with(find).ok().flatten()
}

/// Leaves the spans of versions that are gone.
pub(crate) fn leave_of_gone() {
    // Acquire: pairs with `end`.
    let gone = GONE.load(Ordering::Acquire);
    if SEEN.replace(gone) == gone {
        return;
    }
    let left = ENTERED.try_with(|entered| {
        let served = SERVED.lock();
        let is_left = |span: &mut EnteredSpan| !served.contains(&span.version);
        let spans = &mut entered.borrow_mut().0;
        spans.extract_if(.., is_left).collect::<Vec<_>>()
    });
    // No lock is held: a subscriber runs.
    let left = left.unwrap_or_default();
    left.into_iter().rev().for_each(EnteredSpan::leave);
}

impl Drop for Entered {
    fn drop(&mut self) {
        let spans = std::mem::take(&mut self.0);
        spans.into_iter().rev().for_each(EnteredSpan::leave);
    }
}
