//! Locks and atomics of a vault. The model in `tests/carry_over` puts loom's in its place.

pub(super) use std::sync::atomic::{AtomicU64, Ordering, fence};
pub(super) use std::sync::{Arc, Weak};

pub(super) use parking_lot::{Mutex, RwLock, RwLockWriteGuard};
