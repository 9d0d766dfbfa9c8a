//! Libraries that a guest opens itself, with `dlopen`.
//!
//! The host does not know which addresses the guest gives to such a library, as it does not for a library that the
//! guest needs. So the guest stays mapped.

use std::ffi::{CStr, c_char, c_int};

use super::guests;
use crate::independent_libraries;

/// Notes that the library at `from` opens another.
///
/// # Safety
///
/// `file` is null or a text; `from` is the address that `dlopen` was called from.
pub(super) unsafe extern "C" fn note(file: *const c_char, mode: c_int, from: usize) {
    // Null is the host itself. With `RTLD_NOLOAD`, other code has opened the library already.
    if file.is_null() || mode & libc::RTLD_NOLOAD != 0 {
        return;
    }
    // SAFETY: FORWARDED: it is not null, so it is a text, as `dlopen` asks.
    let file = unsafe { CStr::from_ptr(file) }.to_string_lossy();
    let name = file.rsplit('/').next().unwrap_or_default();
    if independent_libraries::is_independent(name) {
        return;
    }
    if let Some(ledger) = guests::owner_of(from) {
        ledger.set_opened(file.into_owned());
    }
}
