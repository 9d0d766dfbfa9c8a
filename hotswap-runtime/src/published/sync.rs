//! Atomics of the protocol. The model in `tests/leases` puts loom's in its place.

pub(super) use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

/// How many calls of one thread, each inside the one before, have a slot of their own. With the slot for
/// brief leases they fill a cache line.
pub(super) const SLOTS: usize = 7;
