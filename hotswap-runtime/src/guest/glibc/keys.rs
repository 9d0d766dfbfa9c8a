//! pthread keys of guests.
//!
//! The system has 1,024 keys, and calls the destructor of a key in whatever is mapped at its address. So the
//! keys that guests get are the host's own: numbers that the system does not use, values on the thread's
//! list, destructors played by the host. A number is given out once.

use std::collections::BTreeMap;
use std::ffi::{c_int, c_uint, c_void};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use parking_lot::RwLock;

use super::ledger::Ledger;
use super::system::{self, Destructor};
use super::{guests, thread};

/// Keys from here on are the host's: far beyond all that the system has.
const FIRST: c_uint = 1 << 30;

static KEYS: RwLock<BTreeMap<c_uint, Key>> = RwLock::new(BTreeMap::new());

/// A key of a guest.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) ledger: Arc<Ledger>,
    pub(super) destructor: Option<Destructor>,
}

/// The key of this number; `None` once it is deleted.
pub(super) fn get(key: c_uint) -> Option<Key> {
    KEYS.read().get(&key).cloned()
}

/// Deletes all keys of a library.
pub(super) fn forget(ledger: &Arc<Ledger>) {
    KEYS.write()
        .retain(|_, key| !Arc::ptr_eq(&key.ledger, ledger));
}

/// Gives out a key.
///
/// # Safety
///
/// As `pthread_key_create`; `from` is where it was called from.
pub(super) unsafe extern "C" fn create(
    out: *mut c_uint,
    destructor: Option<Destructor>,
    from: usize,
) -> c_int {
    let code = destructor.map_or(0, |destructor| destructor as usize);
    let Some(ledger) = [code, from].into_iter().find_map(guests::owner_of) else {
        // SAFETY: the caller's promise.
        return unsafe { system::pthread_key_create(out, destructor) };
    };
    let Some(number) = next_number() else {
        return libc::EAGAIN;
    };
    KEYS.write().insert(number, Key { ledger, destructor });
    // SAFETY: the caller's promise.
    unsafe { out.write(number) };
    0
}

/// None is given out twice, so a value of a deleted key can never be taken for one of another.
fn next_number() -> Option<c_uint> {
    static NEXT: AtomicU32 = AtomicU32::new(FIRST);
    NEXT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
        next.checked_add(1)
    })
    .ok()
}

/// `pthread_setspecific` for guests.
///
/// # Safety
///
/// As the C library's.
pub(super) unsafe extern "C" fn set(number: c_uint, value: *const c_void) -> c_int {
    if number < FIRST {
        // SAFETY: the caller's promise.
        return unsafe { system::pthread_setspecific(number, value) };
    }
    let Some(key) = get(number) else {
        return libc::EINVAL;
    };
    thread::with(|thread| thread.set_value(number, &key, value.cast_mut()));
    0
}

/// `pthread_getspecific` for guests.
///
/// # Safety
///
/// As the C library's.
pub(super) unsafe extern "C" fn value(number: c_uint) -> *mut c_void {
    if number < FIRST {
        // SAFETY: the caller's promise.
        return unsafe { system::pthread_getspecific(number) };
    }
    thread::with_existing(|thread| thread.value(number)).unwrap_or(ptr::null_mut())
}

/// `pthread_key_delete` for guests.
///
/// # Safety
///
/// As the C library's.
pub(super) unsafe extern "C" fn delete(number: c_uint) -> c_int {
    if number < FIRST {
        // SAFETY: the caller's promise.
        return unsafe { system::pthread_key_delete(number) };
    }
    let removed = KEYS.write().remove(&number);
    thread::with_existing(|thread| thread.drop_value(number));
    match removed {
        Some(_) => 0,
        None => libc::EINVAL,
    }
}
