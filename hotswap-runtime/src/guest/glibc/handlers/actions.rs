//! `sigaction` and similar functions, for guests.
//!
//! These functions may be called inside a signal handler, and in the child of a fork, so they take no lock.

use std::ffi::c_int;
use std::ptr;

use super::stubs::{self, Slot};
use crate::guest::glibc::{spans, system};

/// `sigaction` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function; `from` is the address that it was called from.
pub(in crate::guest::glibc) unsafe extern "C" fn set(
    signal: c_int,
    new: *const libc::sigaction,
    old: *mut libc::sigaction,
    from: usize,
) -> c_int {
    // SAFETY: FORWARDED: null or an action, as `sigaction` asks.
    let mut new_action = unsafe { new.as_ref() }.copied();
    let setting = new_action.as_mut().map(|action| {
        let setting = Setting::new(signal, action.sa_sigaction, takes_info(action));
        if setting.slot.is_some() {
            action.sa_sigaction = setting.handler;
            // The handler that the stub passes the signal on to may use the record.
            action.sa_flags |= libc::SA_SIGINFO;
        }
        setting
    });
    // SAFETY: C-CALL: all zero is a value of it.
    let mut before: libc::sigaction = unsafe { std::mem::zeroed() };
    let action = new_action.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: FORWARDED and HANDLER-STUB: a stub is called as the handler that it stands for.
    let result = unsafe { libc::sigaction(signal, action, &raw mut before) };
    let mut caller = Caller {
        places: [from, new.addr(), old.addr(), 0],
    };
    match setting {
        Some(setting) if result != 0 => setting.has_failed(),
        Some(setting) => {
            caller.places[3] = setting.asked_for;
            setting.replaces(signal, &before, &caller);
        }
        None => {}
    }
    // SAFETY: FORWARDED: null or a place for an action, as `sigaction` asks.
    let old = unsafe { old.as_mut() }.filter(|_| result == 0);
    if let Some(old) = old {
        *old = caller.told(signal, before);
    }
    result
}

/// `signal` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function; `from` is the address that it was called from.
pub(in crate::guest::glibc) unsafe extern "C" fn set_by_signal(
    signal: c_int,
    handler: usize,
    from: usize,
) -> usize {
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { set_by(libc::signal, signal, handler, from) }
}

/// `sysv_signal` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function; `from` is the address that it was called from.
pub(in crate::guest::glibc) unsafe extern "C" fn set_by_sysv_signal(
    signal: c_int,
    handler: usize,
    from: usize,
) -> usize {
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { set_by(system::__sysv_signal, signal, handler, from) }
}

/// `sigset` for guests.
///
/// # Safety
///
/// The contract is that of the C library's function; `from` is the address that it was called from.
pub(in crate::guest::glibc) unsafe extern "C" fn set_by_sigset(
    signal: c_int,
    handler: usize,
    from: usize,
) -> usize {
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { set_by(system::sigset, signal, handler, from) }
}

/// # Safety
///
/// The contract is that of the C library's function `set`, which takes a signal and a handler, and returns the previous
/// handler.
unsafe fn set_by(
    set: unsafe extern "C" fn(c_int, usize) -> usize,
    signal: c_int,
    handler: usize,
    from: usize,
) -> usize {
    let setting = Setting::new(signal, handler, false);
    // SAFETY: FORWARDED and HANDLER-STUB: a stub is called as the handler that it stands for.
    let result = unsafe { set(signal, setting.handler) };
    if result == libc::SIG_ERR {
        setting.has_failed();
        return result;
    }
    // SAFETY: C-CALL: all zero is a value of it.
    let mut before: libc::sigaction = unsafe { std::mem::zeroed() };
    before.sa_sigaction = result;
    let caller = Caller {
        places: [from, handler, 0, 0],
    };
    setting.replaces(signal, &before, &caller);
    if setting.slot.is_some() {
        give_record(signal, setting.handler);
    }
    caller.told(signal, before).sa_sigaction
}

/// Asks the kernel for the record of the signal, for a stub that was set by a function which does not ask for it: the
/// handler that the stub passes the signal on to may use it. (Otherwise the kernel of x86-64 gives a place for a
/// record, and writes nothing to it: `x64_setup_rt_frame`.)
fn give_record(signal: c_int, stub: usize) {
    // SAFETY: C-CALL: all zero is a value of it.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: C-CALL: it sets nothing, and writes to a place of its type.
    let asked = unsafe { libc::sigaction(signal, ptr::null(), &raw mut action) };
    if asked == 0 && action.sa_sigaction == stub {
        action.sa_flags |= libc::SA_SIGINFO;
        // SAFETY: HANDLER-STUB and C-CALL: a stub takes the three arguments.
        unsafe { libc::sigaction(signal, &raw const action, ptr::null_mut()) };
    }
}

/// Whether it is the address of a function, not `SIG_DFL`, `SIG_IGN`, `SIG_HOLD` or `SIG_ERR`.
fn is_function(handler: usize) -> bool {
    handler > 2 && handler != libc::SIG_ERR
}

fn takes_info(action: &libc::sigaction) -> bool {
    action.sa_flags & libc::SA_SIGINFO != 0
}

/// The handler that a guest asked for, and the one that the kernel gets.
struct Setting {
    asked_for: usize,
    handler: usize,
    /// The slot whose stub `handler` is, and whether it is a new one.
    slot: Option<(&'static Slot, bool)>,
}

impl Setting {
    /// A stub for a handler that is in a guest; any other handler is set unchanged.
    fn new(signal: c_int, asked_for: usize, takes_info: bool) -> Self {
        let slot = match is_function(asked_for) && spans::is_in_guest(asked_for) {
            true => stub_for(signal, asked_for, takes_info),
            false => None,
        };
        Self {
            asked_for,
            handler: slot.map_or(asked_for, |(slot, _)| slot.stub()),
            slot,
        }
    }

    fn has_failed(&self) {
        if let Some((slot, true)) = self.slot {
            slot.give_back();
        }
    }

    /// Notes that it was set, and has replaced `before`.
    fn replaces(&self, signal: c_int, before: &libc::sigaction, caller: &Caller) {
        if let Some((slot, true)) = self.slot {
            slot.comes_after(caller.others(signal, before).unwrap_or(0));
        }
        let replaced = stubs::at(before.sa_sigaction);
        let replaced = replaced.filter(|slot| slot.stub() != self.handler);
        if let Some(slot) = replaced.filter(|slot| caller.owns(slot.handler())) {
            slot.take_back();
        }
    }
}

/// A stub for a handler in a guest. If no stub is left, other code will learn the address of the real handler.
fn stub_for(signal: c_int, handler: usize, takes_info: bool) -> Option<(&'static Slot, bool)> {
    let slot = stubs::slot_for(signal, handler, takes_info);
    if slot.is_none() {
        spans::lend_handler(handler);
    }
    slot
}

/// The library that calls.
struct Caller {
    /// Addresses of which at least one is in the library: after a tail call, the return address may be in another one.
    places: [usize; 4],
}

impl Caller {
    fn owns(&self, handler: usize) -> bool {
        let library = spans::around(handler);
        library.is_some_and(|library| self.places.iter().any(|place| library.contains(place)))
    }

    /// The previous action as this library should see it: its own handlers have their real addresses.
    fn told(&self, signal: c_int, mut before: libc::sigaction) -> libc::sigaction {
        let own = stubs::at(before.sa_sigaction).filter(|slot| self.owns(slot.handler()));
        if let Some(slot) = own {
            before.sa_sigaction = slot.handler();
            if !slot.takes_info() {
                before.sa_flags &= !libc::SA_SIGINFO;
            }
        } else if let Some(handler) = self.others(signal, &before) {
            before.sa_sigaction = handler;
        }
        before
    }

    /// The previous handler, as this library may call it: the stub of it if it belongs to another guest. `None` if it
    /// belongs to this library, or is no handler.
    fn others(&self, signal: c_int, before: &libc::sigaction) -> Option<usize> {
        let handler = before.sa_sigaction;
        if !is_function(handler) || self.owns(handler) {
            return None;
        }
        let slot = match stubs::at(handler) {
            Some(slot) if self.owns(slot.handler()) => return None,
            Some(slot) => slot,
            // Another guest has set it by the system call itself.
            None if spans::is_in_guest(handler) => {
                stub_for(signal, handler, takes_info(before)).map(|(slot, _)| slot)?
            }
            None => return Some(handler),
        };
        slot.lend();
        Some(slot.stub())
    }
}
