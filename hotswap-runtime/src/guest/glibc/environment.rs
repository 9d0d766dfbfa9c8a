//! The environment, as guests read and change it.
//!
//! Rust's std guards the environment by a lock, and each library with a std of its own has a lock of its own. So a
//! plugin that reads a variable while the host sets one reads memory that is being moved (POSIX, `setenv`: it need not
//! be thread-safe). Here a guest's `getenv`, `secure_getenv`, `setenv`, `unsetenv`, `putenv` and `clearenv` go through
//! the host's std, and so through one lock. `environ`, which `std::env::vars` and `std::process::Command` walk, is
//! data: no function can stand in for it.

use std::env;
use std::ffi::{CStr, CString, OsStr, c_char, c_int};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::ptr;

use hotswap::call::contain;
use parking_lot::Mutex;
use rustc_hash::FxHashSet;

use super::guests;
use super::system::fail;

/// The variables by which Rust programs decide whether errors capture a backtrace.
const BACKTRACE: [&str; 2] = ["RUST_BACKTRACE", "RUST_LIB_BACKTRACE"];

/// `getenv` for guests; `from` is the address that it was called from.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn get(name: *const c_char, from: usize) -> *const c_char {
    // SAFETY: FORWARDED: `name` is a text, as `getenv` asks.
    let name = unsafe { text(name) };
    let hides = || guests::owner_of(from).is_some_and(|ledger| ledger.hides_backtraces());
    if BACKTRACE.iter().any(|it| name == *it) && hides() {
        return c"0".as_ptr();
    }
    let value = contain(|| Ok(env::var_os(name))).ok().flatten();
    value.map_or(ptr::null(), |value| kept(value.into_vec()).as_ptr())
}

/// `secure_getenv` for guests; `from` is the address that it was called from.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn get_unless_secure(
    name: *const c_char,
    from: usize,
) -> *const c_char {
    // SAFETY: C-CALL: it has no preconditions.
    if unsafe { libc::getauxval(libc::AT_SECURE) } != 0 {
        return ptr::null();
    }
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { get(name, from) }
}

/// A copy of the value that is never freed, because C code may keep the pointer that it got from `getenv`. Equal values
/// share one copy. The C library does not free values either.
fn kept(value: Vec<u8>) -> &'static CStr {
    static KEPT: Mutex<Option<FxHashSet<&'static CStr>>> = Mutex::new(None);
    let value = CString::new(value).unwrap_or_default();
    let mut kept = KEPT.lock();
    let kept = kept.get_or_insert_default();
    if let Some(value) = kept.get(value.as_c_str()) {
        return value;
    }
    let value = &*Box::leak(value.into_boxed_c_str());
    kept.insert(value);
    value
}

/// `setenv` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn set(
    name: *const c_char,
    value: *const c_char,
    replaces: c_int,
) -> c_int {
    if name.is_null() || value.is_null() {
        return fail(libc::EINVAL);
    }
    // SAFETY: FORWARDED: `name` is a text, as `setenv` asks.
    let name = unsafe { text(name) };
    // SAFETY: FORWARDED: `value` is a text, as `setenv` asks.
    let value = unsafe { text(value) };
    if replaces == 0 && env::var_os(name).is_some() {
        return 0;
    }
    // SAFETY: ENVIRONMENT-LOCK: the host's std takes its lock.
    change(name, || unsafe { env::set_var(name, value) })
}

/// `unsetenv` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn unset(name: *const c_char) -> c_int {
    if name.is_null() {
        return fail(libc::EINVAL);
    }
    // SAFETY: FORWARDED: `name` is a text, as `unsetenv` asks.
    let name = unsafe { text(name) };
    // SAFETY: ENVIRONMENT-LOCK: the host's std takes its lock.
    change(name, || unsafe { env::remove_var(name) })
}

/// `putenv` for guests. The text is copied: the environment must not point into a library that may be closed.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn put(entry: *mut c_char) -> c_int {
    // SAFETY: FORWARDED: `entry` is a text, as `putenv` asks.
    let entry = unsafe { text(entry) };
    let mut parts = entry.as_bytes().splitn(2, |&byte| byte == b'=');
    let name = OsStr::from_bytes(parts.next().unwrap_or_default());
    match parts.next().map(OsStr::from_bytes) {
        // SAFETY: ENVIRONMENT-LOCK: the host's std takes its lock.
        Some(value) => change(name, || unsafe { env::set_var(name, value) }),
        // SAFETY: ENVIRONMENT-LOCK: the host's std takes its lock.
        None => change(name, || unsafe { env::remove_var(name) }),
    }
}

/// `clearenv` for guests: variable by variable, each under the lock.
///
/// # Safety
///
/// The contract is that of the C library's function.
pub(super) unsafe extern "C" fn clear() -> c_int {
    for (name, _) in env::vars_os() {
        // SAFETY: ENVIRONMENT-LOCK: the host's std takes its lock.
        change(&name, || unsafe { env::remove_var(&name) });
    }
    0
}

/// Changes the environment under the lock of the host's std. All safe code that reads the environment takes this lock,
/// a guest's code through [`get`]. For code that reads it without std, the caller makes the same promise as to the C
/// library.
fn change(name: &OsStr, change: impl FnOnce()) -> c_int {
    if name.is_empty() || name.as_bytes().contains(&b'=') {
        return fail(libc::EINVAL);
    }
    // std panics where the C library has no memory for it.
    let done = contain(|| {
        change();
        Ok(())
    });
    match done {
        Ok(()) => 0,
        Err(_) => fail(libc::ENOMEM),
    }
}

/// # Safety
///
/// `text` points to a text that lives for `'a`.
unsafe fn text<'a>(text: *const c_char) -> &'a OsStr {
    // SAFETY: FORWARDED: a text that lives for `'a`, by the contract of this function.
    OsStr::from_bytes(unsafe { CStr::from_ptr(text) }.to_bytes())
}
