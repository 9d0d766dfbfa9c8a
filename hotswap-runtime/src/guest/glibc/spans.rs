//! The memory of the guests, for code that must take no lock.
//!
//! Functions that a signal handler may call, such as `sigaction`, ask here which library an address is in.
//!
//! # Invariant
//!
//! Only [`enter`] and [`leave`] write, one at a time: the lock of `guests` is held. A node whose `end` is zero is
//! free; its `start` is written before its `end`. So a reader that sees the same `end` before and after it has read
//! `start` has seen one span. Nodes are never freed, and are used again.

use std::ops::Range;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

static NEWEST: AtomicPtr<Node> = AtomicPtr::new(ptr::null_mut());

struct Node {
    start: AtomicUsize,
    end: AtomicUsize,
    /// See [`lend_handler`].
    has_lent_handler: AtomicBool,
    older: Option<&'static Self>,
}

/// Adds a library that was mapped.
pub(super) fn enter(span: &Range<usize>) {
    let free = |node: &&Node| node.end.load(Ordering::Relaxed) == 0;
    let node = nodes().find(free).unwrap_or_else(push);
    node.has_lent_handler.store(false, Ordering::Relaxed);
    node.start.store(span.start, Ordering::Release);
    node.end.store(span.end, Ordering::Release);
}

/// Removes a library that was unmapped.
pub(super) fn leave(span: &Range<usize>) {
    // Another library may be mapped there already: the older node is this library's.
    let is_it = |node: &&Node| node.span().as_ref() == Some(span);
    if let Some(node) = nodes().filter(is_it).last() {
        node.end.store(0, Ordering::Release);
    }
}

/// The span of the guest that `address` is in; `None` if it is in no guest.
pub(super) fn around(address: usize) -> Option<Range<usize>> {
    nodes().find_map(|node| node.span().filter(|span| span.contains(&address)))
}

/// Whether `address` is in a guest.
pub(super) fn is_in_guest(address: usize) -> bool {
    around(address).is_some()
}

/// Whether two libraries have this address: one that was just unmapped and has not left the list yet, and one that was
/// mapped in its place.
pub(super) fn is_mapped_again(address: usize) -> bool {
    let around = |node: &&Node| node.span().is_some_and(|span| span.contains(&address));
    nodes().filter(around).count() > 1
}

/// Notes that other code may have the address of a signal handler in the library around `address`, and may call it
/// unseen.
pub(super) fn lend_handler(address: usize) {
    let is_it = |node: &&Node| node.span().is_some_and(|span| span.contains(&address));
    nodes().filter(is_it).for_each(|node| {
        node.has_lent_handler.store(true, Ordering::Release);
    });
}

/// Whether [`lend_handler`] was called for the library that is mapped there.
pub(super) fn has_lent_handler(span: &Range<usize>) -> bool {
    let mut those = nodes().filter(|node| node.span().as_ref() == Some(span));
    those.any(|node| node.has_lent_handler.load(Ordering::Acquire))
}

fn push() -> &'static Node {
    let older = NEWEST.load(Ordering::Relaxed);
    let node = Box::new(Node {
        start: AtomicUsize::new(0),
        end: AtomicUsize::new(0),
        has_lent_handler: AtomicBool::new(false),
        // SAFETY: NEVER-FREED: null or a node of the list.
        older: unsafe { older.as_ref() },
    });
    let node = Box::leak(node);
    NEWEST.store(node, Ordering::Release);
    node
}

fn nodes() -> impl Iterator<Item = &'static Node> {
    // SAFETY: NEVER-FREED: null or a node of the list.
    let newest = unsafe { NEWEST.load(Ordering::Acquire).as_ref() };
    std::iter::successors(newest, |node| node.older)
}

impl Node {
    /// `None` if it is free, or being changed.
    fn span(&self) -> Option<Range<usize>> {
        let end = self.end.load(Ordering::Acquire);
        let start = self.start.load(Ordering::Acquire);
        (end != 0 && self.end.load(Ordering::Acquire) == end).then_some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Tests share the list: each has addresses of its own.

    #[test]
    fn an_address_is_in_the_library_around_it_until_that_leaves() {
        let (one, other) = (100..200, 200..300);
        enter(&one);
        enter(&other);
        assert_eq!(around(199), Some(one.clone()));
        assert_eq!(around(200), Some(other.clone()));
        leave(&one);
        assert_eq!(around(199), None);
        leave(&other);
        assert_eq!(around(200), None);
    }

    #[test]
    fn a_lent_handler_is_remembered_of_its_library_alone() {
        let (one, other) = (1_000..1_100, 1_100..1_200);
        enter(&one);
        enter(&other);
        lend_handler(1_050);
        assert!(has_lent_handler(&one));
        assert!(!has_lent_handler(&other));
        leave(&one);
        enter(&one);
        assert!(!has_lent_handler(&one), "it is another library");
        leave(&one);
        leave(&other);
    }
}
