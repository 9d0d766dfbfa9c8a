//! Libraries that a guest opens itself, with `dlopen`.
//!
//! What such a library is given by the guest is not known, as it is not of a library that the guest needs: so the guest
//! is not closed any more.

use std::ffi::{CStr, c_char, c_int};

use super::guests;
use crate::independent_libraries;

/// Takes note that the library at `from` opens another.
///
/// # Safety
///
/// `file` is null or a text; `from` is where `dlopen` was called from.
pub(super) unsafe extern "C" fn note(file: *const c_char, mode: c_int, from: usize) {
    // Null is the host itself. What need not be loaded was opened by other code.
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
