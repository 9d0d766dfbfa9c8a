//! The functions that patched slots point to: each passes on its arguments, and the address that it was called from.
//!
//! The return address tells which library called where no argument does, as for a key whose destructor is `free`, or a
//! thread that begins in another library.

use std::arch::naked_asm;
use std::ffi::{c_char, c_int, c_uint, c_void};

use super::system::{Destructor, Start};
use super::{environment, handlers, keys, opening, thread_locals, threads};

/// `__cxa_thread_atexit_impl` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn thread_atexit(
    destructor: Destructor,
    object: *mut c_void,
    near: *mut c_void,
) -> c_int {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov rcx, [rsp]", "jmp {}", sym thread_locals::register);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x3, x30", "b {}", sym thread_locals::register);
}

/// `pthread_key_create` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn key_create(
    key: *mut c_uint,
    destructor: Option<Destructor>,
) -> c_int {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov rdx, [rsp]", "jmp {}", sym keys::create);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x2, x30", "b {}", sym keys::create);
}

/// `pthread_create` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn thread_create(
    thread: *mut libc::pthread_t,
    attributes: *const libc::pthread_attr_t,
    start: Start,
    argument: *mut c_void,
) -> c_int {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov r8, [rsp]", "jmp {}", sym threads::create);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x4, x30", "b {}", sym threads::create);
}

/// `sigaction` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn set_action(
    signal: c_int,
    new: *const libc::sigaction,
    old: *mut libc::sigaction,
) -> c_int {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov rcx, [rsp]", "jmp {}", sym handlers::set);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x3, x30", "b {}", sym handlers::set);
}

/// `signal` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn set_signal(signal: c_int, handler: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov rdx, [rsp]", "jmp {}", sym handlers::set_by_signal);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x2, x30", "b {}", sym handlers::set_by_signal);
}

/// `sysv_signal` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn set_sysv_signal(signal: c_int, handler: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov rdx, [rsp]", "jmp {}", sym handlers::set_by_sysv_signal);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x2, x30", "b {}", sym handlers::set_by_sysv_signal);
}

/// `sigset` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn set_sigset(signal: c_int, handler: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov rdx, [rsp]", "jmp {}", sym handlers::set_by_sigset);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x2, x30", "b {}", sym handlers::set_by_sigset);
}

/// `getenv` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn environment_get(name: *const c_char) -> *const c_char {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov rsi, [rsp]", "jmp {}", sym environment::get);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x1, x30", "b {}", sym environment::get);
}

/// `secure_getenv` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn environment_get_unless_secure(
    name: *const c_char,
) -> *const c_char {
    #[cfg(target_arch = "x86_64")]
    naked_asm!("endbr64", "mov rsi, [rsp]", "jmp {}", sym environment::get_unless_secure);
    #[cfg(target_arch = "aarch64")]
    naked_asm!("hint #34", "mov x1, x30", "b {}", sym environment::get_unless_secure);
}

/// `dlopen` for guests. It jumps to the loader's `dlopen` with its own return address: the loader searches the
/// directories that the calling library names.
///
/// # Safety
///
/// The contract is that of the C library's function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn open(file: *const c_char, mode: c_int) -> *mut c_void {
    #[cfg(target_arch = "x86_64")]
    naked_asm!(
        "endbr64",
        "push rdi",
        "push rsi",
        // The stack is aligned for a call.
        "sub rsp, 8",
        "mov rdx, [rsp + 24]",
        "call {note}",
        "add rsp, 8",
        "pop rsi",
        "pop rdi",
        "jmp {open}",
        note = sym opening::note,
        open = sym libc::dlopen,
    );
    #[cfg(target_arch = "aarch64")]
    naked_asm!(
        "hint #34",
        "stp x29, x30, [sp, #-32]!",
        "mov x29, sp",
        "stp x0, x1, [sp, #16]",
        "mov x2, x30",
        "bl {note}",
        "ldp x0, x1, [sp, #16]",
        "ldp x29, x30, [sp], #32",
        "b {open}",
        note = sym opening::note,
        open = sym libc::dlopen,
    );
}
