//! The functions that guests call instead of those of pthread keys.

use std::ffi::{c_int, c_uint, c_void};
use std::ptr;

use super::key_table::{self, Key};
use super::system::{self, Destructor};
use super::{guests, thread};

/// Gives out a key.
///
/// # Safety
///
/// The contract is that of `pthread_key_create`; `from` is the address that it was called from.
pub(super) unsafe extern "C" fn create(
    out: *mut c_uint,
    destructor: Option<Destructor>,
    from: usize,
) -> c_int {
    let code = destructor.map_or(0, |destructor| destructor as usize);
    let Some(ledger) = [code, from].into_iter().find_map(guests::owner_of) else {
        // SAFETY: FORWARDED: the arguments are passed on unchanged.
        return unsafe { system::pthread_key_create(out, destructor) };
    };
    let Some(number) = key_table::add(Key { ledger, destructor }) else {
        return libc::EAGAIN;
    };
    // SAFETY: FORWARDED: `out` is a place for a key, as `pthread_key_create` asks.
    unsafe { out.write(number) };
    0
}

/// `pthread_setspecific` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn set(number: c_uint, value: *const c_void) -> c_int {
    if !key_table::is_of_guest(number) {
        // SAFETY: FORWARDED: the arguments are passed on unchanged.
        return unsafe { system::pthread_setspecific(number, value) };
    }
    let Some(key) = key_table::get(number) else {
        return libc::EINVAL;
    };
    thread::with(|thread| thread.set_value(number, &key, value.cast_mut()));
    0
}

/// `pthread_getspecific` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn value(number: c_uint) -> *mut c_void {
    if !key_table::is_of_guest(number) {
        // SAFETY: FORWARDED: the arguments are passed on unchanged.
        return unsafe { system::pthread_getspecific(number) };
    }
    thread::with_existing(|thread| thread.value(number)).unwrap_or(ptr::null_mut())
}

/// `pthread_key_delete` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn delete(number: c_uint) -> c_int {
    if !key_table::is_of_guest(number) {
        // SAFETY: FORWARDED: the arguments are passed on unchanged.
        return unsafe { system::pthread_key_delete(number) };
    }
    let is_removed = key_table::remove(number);
    thread::with_existing(|thread| thread.drop_value(number));
    match is_removed {
        true => 0,
        false => libc::EINVAL,
    }
}
