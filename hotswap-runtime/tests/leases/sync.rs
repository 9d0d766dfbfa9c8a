//! What the protocol is made of: loom's atomics, and few slots, for fewer orders to explore.

pub(super) use loom::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

pub(super) const SLOTS: usize = 2;
