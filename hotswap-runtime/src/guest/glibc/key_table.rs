//! The pthread keys of guests.
//!
//! The system has only 1,024 keys, and calls the destructor of a key even if the library that it is in was unmapped. So
//! the host makes up the keys of guests: their numbers are unknown to the system, their values are in the record of
//! each thread, and the host calls their destructors. No number is given out twice.

use std::collections::BTreeMap;
use std::ffi::c_uint;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use parking_lot::RwLock;

use super::ledger::Ledger;
use super::system::Destructor;

/// Numbers from here on are keys of guests: far beyond all keys of the system.
const FIRST: c_uint = 1 << 30;

static KEYS: RwLock<BTreeMap<c_uint, Key>> = RwLock::new(BTreeMap::new());

/// A key of a guest.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) ledger: Arc<Ledger>,
    pub(super) destructor: Option<Destructor>,
}

/// Whether the number is that of a guest's key, not one of the system's.
pub(super) fn is_of_guest(number: c_uint) -> bool {
    number >= FIRST
}

/// Gives out a number for a key; `None` if no number is left.
pub(super) fn add(key: Key) -> Option<c_uint> {
    let number = next_number()?;
    KEYS.write().insert(number, key);
    Some(number)
}

/// The key of this number; `None` once it is deleted.
pub(super) fn get(number: c_uint) -> Option<Key> {
    KEYS.read().get(&number).cloned()
}

/// Deletes a key. Whether there was one.
pub(super) fn remove(number: c_uint) -> bool {
    KEYS.write().remove(&number).is_some()
}

/// Deletes all keys of a library.
pub(super) fn forget(ledger: &Arc<Ledger>) {
    KEYS.write()
        .retain(|_, key| !Arc::ptr_eq(&key.ledger, ledger));
}

/// No number is given out twice, so the value of a deleted key is never taken for that of another key.
fn next_number() -> Option<c_uint> {
    static NEXT: AtomicU32 = AtomicU32::new(FIRST);
    NEXT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
        next.checked_add(1)
    })
    .ok()
}
