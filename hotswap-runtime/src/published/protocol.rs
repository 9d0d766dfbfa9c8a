//! Slots, nodes (hazard-pointer records) and the search through them. The header of `published` explains the protocol.
//!
//! # Invariant
//!
//! Every node in the list is leaked: it lives as long as the process. Its slots are written only by the
//! thread that has taken it.

use std::ptr;

use super::barrier::Barrier;
use super::sync::{AtomicBool, AtomicPtr, Ordering, SLOTS};

/// The address that one call of one thread is using; null if none is.
pub(super) struct Slot(AtomicPtr<()>);

impl Slot {
    fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// Leases what is current. The result stays alive until `clear`, if reclaimers ask
    /// [`Nodes::is_leased`] first.
    #[inline]
    pub(super) fn lease<T>(&self, current: &AtomicPtr<T>, barrier: Barrier) -> *mut T {
        // Relaxed: a guess, and the second load is what counts.
        let mut guess = current.load(Ordering::Relaxed);
        loop {
            // Release: a thread that finds this lease in place of an earlier one sees all that was done under that.
            self.0.store(guess.cast(), Ordering::Release);
            // Either the reclaimer sees the store above, or the load below sees what has replaced it.
            barrier.light();
            // Acquire: pairs with the swap's Release; the value is whole.
            let found = current.load(Ordering::Acquire);
            if ptr::eq(found, guess) {
                return found;
            }
            guess = found;
        }
    }

    /// Ends the lease.
    #[inline]
    pub(super) fn clear(&self) {
        // Release: a thread that finds the slot empty sees all that was done under the lease.
        self.0.store(ptr::null_mut(), Ordering::Release);
    }

    /// For the thread that has the node.
    #[inline]
    fn is_free(&self) -> bool {
        // Relaxed: the asking thread is the only one that writes here.
        self.0.load(Ordering::Relaxed).is_null()
    }

    fn holds(&self, value: *const ()) -> bool {
        // Acquire: pairs with both Releases above; if the lease is over, so is all that was done under it.
        ptr::eq(self.0.load(Ordering::Acquire), value)
    }
}

/// The slots of one thread, on cache lines that no other thread writes to.
#[repr(align(128))]
pub(super) struct Node {
    slots: [Slot; SLOTS],
    brief: Slot,
    taken: AtomicBool,
    next: Option<&'static Node>,
}

impl Node {
    /// A slot for a call, unless as many calls as there are slots are under way, one inside the other.
    #[inline]
    pub(super) fn free_slot(&self) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.is_free())
    }

    /// The slot for leases under which nothing else runs.
    pub(super) fn brief_slot(&self) -> &Slot {
        &self.brief
    }

    /// Gives the node back. A thread that ended in the middle of a call never left that call: then what it
    /// leased stays leased.
    pub(super) fn leave(&self) {
        if self.slots.iter().all(Slot::is_free) {
            // Release: the next to take it comes after all that was written to the slots.
            self.taken.store(false, Ordering::Release);
        }
    }

    fn take(&self) -> bool {
        // Relaxed: a glance, so that a taken node's cache line is not written to.
        !self.taken.load(Ordering::Relaxed)
            && self
                .taken
                // Acquire: pairs with `leave`. Relaxed: nothing follows from failure.
                .compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed)
                .is_ok()
    }

    fn holds(&self, value: *const ()) -> bool {
        self.brief.holds(value) || self.slots.iter().any(|slot| slot.holds(value))
    }
}

/// All nodes there are.
pub(super) struct Nodes(AtomicPtr<Node>);

impl Nodes {
    pub(super) fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// A node that is the caller's until [`Node::leave`].
    pub(super) fn claim(&self) -> &'static Node {
        let vacant = self.iter().find(|node| node.take());
        vacant.unwrap_or_else(|| self.add())
    }

    /// Whether a call that is under way may be using `value`, which is no longer current.
    pub(super) fn is_leased(&self, value: *const (), barrier: Barrier) -> bool {
        // If there was no fence, then what the slots say proves nothing.
        !barrier.heavy() || self.iter().any(|node| node.holds(value))
    }

    fn iter(&self) -> impl Iterator<Item = &'static Node> {
        // Acquire: pairs with the Release of `add`; the nodes are whole.
        let head = self.0.load(Ordering::Acquire);
        // SAFETY: NEVER-FREED: null or a node of the list.
        let first: Option<&'static Node> = unsafe { head.as_ref() };
        std::iter::successors(first, |node| node.next)
    }

    fn add(&self) -> &'static Node {
        let node = Box::leak(Box::new(Node {
            slots: std::array::from_fn(|_| Slot::new()),
            brief: Slot::new(),
            taken: AtomicBool::new(true),
            next: None,
        }));
        // Acquire: the nodes behind this one are whole.
        let mut head = self.0.load(Ordering::Acquire);
        loop {
            // SAFETY: NEVER-FREED: null or a node of the list.
            node.next = unsafe { head.as_ref() };
            let own = ptr::from_mut(node);
            let pushed = self
                .0
                // Release: this node is whole. Acquire on failure: as above, for the next round.
                .compare_exchange(head, own, Ordering::Release, Ordering::Acquire);
            match pushed {
                Ok(_) => return node,
                Err(found) => head = found,
            }
        }
    }
}
