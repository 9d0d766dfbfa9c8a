//! A map from addresses to values that grows only, and is read without a lock.
//!
//! # Invariant
//!
//! A bucket is null, or the first of a list of nodes that are leaked boxes. A node is not changed once it is in the list, and
//! freed by `clear` alone.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

const BUCKETS: usize = 256;

pub(super) struct AddressMap<T>([AtomicPtr<Node<T>>; BUCKETS]);

struct Node<T> {
    address: usize,
    value: T,
    next: *mut Self,
}

impl<T: Send + Sync + 'static> AddressMap<T> {
    pub(super) const fn new() -> Self {
        Self([const { AtomicPtr::new(ptr::null_mut()) }; BUCKETS])
    }

    fn bucket(&self, address: usize) -> &AtomicPtr<Node<T>> {
        let hash = ((address >> 3) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        &self.0[(hash >> 56) as usize]
    }

    /// The value for an address.
    #[inline]
    pub(super) fn get(&self, address: usize) -> Option<&'static T> {
        // Acquire: pairs with `insert`, which has written the node.
        let mut next = self.bucket(address).load(Ordering::Acquire);
        // SAFETY: TRACES: the nodes of the list stay until `clear`.
        while let Some(node) = unsafe { next.as_ref() } {
            if node.address == address {
                return Some(&node.value);
            }
            next = node.next;
        }
        None
    }

    /// Adds a value. If two threads add one for the same address, any of them is found later.
    pub(super) fn insert(&self, address: usize, value: T) -> &'static T {
        let bucket = self.bucket(address);
        let mut next = bucket.load(Ordering::Relaxed);
        let node = Box::into_raw(Box::new(Node {
            address,
            value,
            next,
        }));
        // Release: a reader of the node sees what is in it. Acquire: so it does of the nodes behind it.
        while let Err(other) =
            bucket.compare_exchange_weak(next, node, Ordering::AcqRel, Ordering::Relaxed)
        {
            next = other;
            // SAFETY: TRACES: the node is not in the list yet.
            unsafe { (*node).next = next };
        }
        // SAFETY: TRACES: the nodes of the list stay until `clear`.
        unsafe { &(*node).value }
    }

    /// Frees everything.
    ///
    /// # Safety
    ///
    /// No code uses a value of the map any more.
    pub(super) unsafe fn clear(&self) {
        for bucket in &self.0 {
            let mut next = bucket.swap(ptr::null_mut(), Ordering::AcqRel);
            while !next.is_null() {
                // SAFETY: GIVEN-UP: `insert` made it of a box, and nothing reaches it any more, by the contract of this
                // function.
                let node = unsafe { Box::from_raw(next) };
                next = node.next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_value_until_the_map_is_cleared() {
        let map = AddressMap::<usize>::new();
        for address in 0..2000 {
            assert_eq!(map.get(address), None);
            assert_eq!(*map.insert(address, address + 1), address + 1);
        }
        for address in 0..2000 {
            assert_eq!(map.get(address), Some(&(address + 1)));
        }
        // SAFETY: QUIET: nothing of the map is borrowed.
        unsafe { map.clear() };
        assert_eq!(map.get(7), None);
    }
}
