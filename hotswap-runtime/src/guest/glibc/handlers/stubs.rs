//! Stubs: code of the host that the kernel calls instead of a guest's handlers.
//!
//! # Invariant
//!
//! A slot's `handler` is zero, or the address of a handler in a guest that is mapped. It becomes zero before the guest
//! is closed, and the guest is closed when `running` is zero after that. A stub counts itself in `running` before it
//! reads `handler`, and out when the handler has returned; all of this is sequentially consistent. So a stub that calls
//! the handler of its slot runs code that is mapped.
//!
//! `previous` is never in a guest: it is a stub, or belongs to the host.
//!
//! No lock is taken and nothing is allocated, because all of it may happen inside a signal handler.

use std::arch::naked_asm;
use std::ffi::{c_int, c_void};
use std::ops::Range;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU8, AtomicUsize, Ordering::SeqCst};

use crate::guest::glibc::spans;

/// How many handlers guests can set during the life of the process. A handler does not count if no other code has its
/// stub when its library is closed. When no stub is left, a handler is set directly, and its library stays mapped.
const COUNT: usize = 2048;

/// The size of a stub.
const SIZE: usize = 16;

/// The type of a signal handler.
type Handler = unsafe extern "C-unwind" fn(c_int, *mut libc::siginfo_t, *mut c_void);

static SLOTS: [Slot; COUNT] = [const { Slot::new() }; COUNT];

/// No slot from here on was ever used, so hosts without signal handlers in plugins have no slots to search.
static FIRST_UNUSED: AtomicUsize = AtomicUsize::new(0);

/// The slots that are or were used.
fn used() -> &'static [Slot] {
    &SLOTS[..FIRST_UNUSED.load(SeqCst)]
}

/// The handler that a stub calls.
pub(super) struct Slot {
    /// One of the states below.
    state: AtomicU8,
    signal: AtomicI32,
    handler: AtomicUsize,
    /// The handler takes three arguments.
    takes_info: AtomicBool,
    /// The handler that this one replaced; zero if there was none.
    previous: AtomicUsize,
    /// How many threads run the stub.
    running: AtomicUsize,
    /// The start of the library for which the handler is passed over, until that library is unmapped.
    passed_over_for: AtomicUsize,
    /// The library itself has replaced the handler, or removed it.
    is_taken_back: AtomicBool,
    /// Code outside of the library has the address of the stub.
    is_lent: AtomicBool,
}

/// Never used.
const FREE: u8 = 0;
/// The stub stands for a handler, or did so and may still be called.
const USED: u8 = 1;
/// The stub stood for a handler, and no code has its address any more.
const FREE_AGAIN: u8 = 2;

#[unsafe(naked)]
unsafe extern "C" fn stubs() {
    // All stubs are alike: each passes its own address in the fourth argument.
    #[cfg(target_arch = "x86_64")]
    naked_asm!(
        ".p2align 4",
        ".rept {count}",
        "endbr64",
        "lea rcx, [rip]",
        "jmp {dispatch}",
        ".p2align 4",
        ".endr",
        count = const COUNT,
        dispatch = sym dispatch,
    );
    #[cfg(target_arch = "aarch64")]
    naked_asm!(
        ".p2align 4",
        ".rept {count}",
        "hint #34",
        "adr x3, .",
        "b {dispatch}",
        ".p2align 4",
        ".endr",
        count = const COUNT,
        dispatch = sym dispatch,
    );
}

/// The address of the first stub.
fn first() -> usize {
    (stubs as *const ()).addr().next_multiple_of(SIZE)
}

/// Calls the handler of the stub.
///
/// # Safety
///
/// Called by a stub, which was called as a signal handler; `place` is in the stub.
unsafe extern "C-unwind" fn dispatch(
    signal: c_int,
    info: *mut libc::siginfo_t,
    context: *mut c_void,
    place: usize,
) {
    let slot = &SLOTS[(place - first()) / SIZE % COUNT];
    slot.running.fetch_add(1, SeqCst);
    let handler = match slot.handler.load(SeqCst) {
        0 => slot.previous.load(SeqCst),
        handler => handler,
    };
    match handler {
        0 => do_nothing(signal, info),
        handler => {
            // SAFETY: HANDLER-STUB: the address of a signal handler, which is mapped.
            let handler: Handler = unsafe { std::mem::transmute(handler) };
            // SAFETY: HANDLER-STUB: the arguments are those of the signal handler, by the contract of this function.
            unsafe { handler(signal, info, context) };
        }
    }
    // Not reached if the handler jumps out (`longjmp`): then its library stays mapped, since a thread may still be in
    // it.
    slot.running.fetch_sub(1, SeqCst);
}

/// There was no handler before, so the signal is ignored. But an ignored fault would repeat for ever, so it gets its
/// default action.
fn do_nothing(signal: c_int, info: *mut libc::siginfo_t) {
    let is_fault = matches!(
        signal,
        libc::SIGSEGV | libc::SIGBUS | libc::SIGFPE | libc::SIGILL | libc::SIGTRAP | libc::SIGSYS
    );
    // SAFETY: HANDLER-STUB: stubs are set with `SA_SIGINFO`, so `info` points to a record.
    let is_fault = is_fault && unsafe { info.as_ref() }.is_none_or(|info| info.si_code > 0);
    if is_fault {
        // SAFETY: C-CALL: all zero is a value of it, and the default action.
        let default: libc::sigaction = unsafe { std::mem::zeroed() };
        // SAFETY: C-CALL: it reads an action.
        unsafe { libc::sigaction(signal, &raw const default, ptr::null_mut()) };
    }
}

/// The slot whose stub begins at `address`.
pub(super) fn at(address: usize) -> Option<&'static Slot> {
    let place = address.checked_sub(first())?;
    (place % SIZE == 0).then(|| SLOTS.get(place / SIZE)).flatten()
}

/// A slot for a handler in a guest, and whether it is a new one: a handler that has a slot for this signal keeps it.
/// `None` if no slot is left.
pub(super) fn slot_for(
    signal: c_int,
    handler: usize,
    takes_info: bool,
) -> Option<(&'static Slot, bool)> {
    let is_it = |slot: &&Slot| slot.handler.load(SeqCst) == handler && slot.signal.load(SeqCst) == signal;
    if let Some(slot) = used().iter().find(is_it) {
        slot.takes_info.store(takes_info, SeqCst);
        slot.is_taken_back.store(false, SeqCst);
        return Some((slot, false));
    }
    let take = |from| {
        let mut slots = SLOTS.iter().enumerate();
        slots.find(|(_, slot)| slot.becomes_used(from))
    };
    let (number, slot) = take(FREE).or_else(|| take(FREE_AGAIN))?;
    FIRST_UNUSED.fetch_max(number + 1, SeqCst);
    slot.signal.store(signal, SeqCst);
    slot.takes_info.store(takes_info, SeqCst);
    slot.previous.store(0, SeqCst);
    slot.is_taken_back.store(false, SeqCst);
    slot.is_lent.store(false, SeqCst);
    slot.handler.store(handler, SeqCst);
    Some((slot, true))
}

/// Makes stubs no longer call the handlers in this span. Returns the signals whose handlers the library has left
/// behind.
pub(in crate::guest::glibc) fn pass_over(span: &Range<usize>) -> Vec<c_int> {
    pass_over_those(span, |handler| span.contains(&handler))
}

fn pass_over_those(span: &Range<usize>, is_it: impl Fn(usize) -> bool) -> Vec<c_int> {
    let mut left = Vec::new();
    for slot in used() {
        if is_it(slot.handler.load(SeqCst)) {
            slot.passed_over_for.store(span.start, SeqCst);
            slot.handler.store(0, SeqCst);
            slot.bypass();
            if !slot.is_taken_back.load(SeqCst) {
                left.push(slot.signal.load(SeqCst));
            }
        }
    }
    left
}

/// The signals whose handlers in this span are running, or may be.
pub(in crate::guest::glibc) fn running(span: &Range<usize>) -> Vec<c_int> {
    let is_of_it = |slot: &&Slot| {
        span.contains(&slot.handler.load(SeqCst)) || slot.passed_over_for.load(SeqCst) == span.start
    };
    let slots = used().iter().filter(is_of_it);
    let running = slots.filter(|slot| slot.running.load(SeqCst) > 0);
    running.map(|slot| slot.signal.load(SeqCst)).collect()
}

/// Forgets the handlers of a library that was unmapped, also those that its last functions have set. The library is
/// still in the list of libraries. If another one is mapped in its place already, the handlers belong to that one.
pub(in crate::guest::glibc) fn forget(span: &Range<usize>) {
    let is_its = |handler| span.contains(&handler) && !spans::is_mapped_again(handler);
    pass_over_those(span, is_its);
    for slot in used() {
        let _ = slot.passed_over_for.compare_exchange(span.start, 0, SeqCst, SeqCst);
    }
}

impl Slot {
    const fn new() -> Self {
        Self {
            state: AtomicU8::new(FREE),
            signal: AtomicI32::new(0),
            handler: AtomicUsize::new(0),
            takes_info: AtomicBool::new(false),
            previous: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
            passed_over_for: AtomicUsize::new(0),
            is_taken_back: AtomicBool::new(false),
            is_lent: AtomicBool::new(false),
        }
    }

    fn becomes_used(&self, from: u8) -> bool {
        if self.running.load(SeqCst) > 0 || self.passed_over_for.load(SeqCst) != 0 {
            // A handler runs that still holds another library.
            return false;
        }
        let exchanged = self.state.compare_exchange(from, USED, SeqCst, SeqCst);
        exchanged.is_ok()
    }

    /// The address of its stub.
    pub(super) fn stub(&self) -> usize {
        let number = (ptr::from_ref(self).addr() - SLOTS.as_ptr().addr()) / size_of::<Self>();
        first() + number * SIZE
    }

    /// The guest's handler; zero once its library is being closed.
    pub(super) fn handler(&self) -> usize {
        self.handler.load(SeqCst)
    }

    pub(super) fn takes_info(&self) -> bool {
        self.takes_info.load(SeqCst)
    }

    /// Sets the handler that this slot replaced: a stub, a handler of the host, or zero.
    pub(super) fn comes_after(&self, previous: usize) {
        let previous = match at(previous) {
            Some(slot) => slot.resolved(),
            None => previous,
        };
        self.previous.store(previous, SeqCst);
    }

    /// The handler that its stub ends up calling.
    fn resolved(&self) -> usize {
        match self.handler() {
            0 => self.previous.load(SeqCst),
            _ => self.stub(),
        }
    }

    /// Notes that its library has replaced the handler itself.
    pub(super) fn take_back(&self) {
        self.is_taken_back.store(true, SeqCst);
    }

    /// Notes that other code has the address of its stub.
    pub(super) fn lend(&self) {
        self.is_lent.store(true, SeqCst);
    }

    /// Frees the slot after its system call failed: no code has ever seen its stub.
    pub(super) fn give_back(&self) {
        self.handler.store(0, SeqCst);
        self.state.store(FREE, SeqCst);
    }

    /// Takes the stub out of the chains of others, since it only passes signals on from now on. So chains do not grow
    /// with each library.
    fn bypass(&self) {
        let (own, next) = (self.stub(), self.previous.load(SeqCst));
        for slot in used() {
            let _ = slot.previous.compare_exchange(own, next, SeqCst, SeqCst);
        }
        if self.is_taken_back.load(SeqCst) && !self.is_lent.load(SeqCst) {
            self.state.store(FREE_AGAIN, SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Tests share the slots: each has addresses of its own, and no signal is set to any of them.

    #[test]
    fn a_handler_of_a_library_that_is_mapped_where_another_was_stays() {
        let span = 10_000..11_000;
        spans::enter(&span);
        // The library is unmapped. Before it is forgotten, another one is mapped in its place.
        spans::enter(&span);
        let (slot, _) = slot_for(libc::SIGUSR1, 10_500, false).unwrap();
        forget(&span);
        assert_eq!(slot.handler(), 10_500);
        spans::leave(&span);
        forget(&span);
        assert_eq!(slot.handler(), 0);
        spans::leave(&span);
    }

    #[test]
    fn a_slot_is_not_used_again_while_its_handler_runs() {
        let span = 12_000..13_000;
        let (slot, _) = slot_for(libc::SIGUSR1, 12_500, false).unwrap();
        slot.running.fetch_add(1, SeqCst);
        slot.take_back();
        assert!(pass_over(&span).is_empty());
        assert!(!slot.becomes_used(FREE_AGAIN));
        assert_eq!(running(&span), [libc::SIGUSR1]);
        slot.running.fetch_sub(1, SeqCst);
        assert!(!slot.becomes_used(FREE_AGAIN), "its library is there");
        forget(&span);
        assert!(slot.becomes_used(FREE_AGAIN));
    }
}
