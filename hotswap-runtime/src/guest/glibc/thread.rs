//! The destructors and key values of guests on one thread, and the code that runs them.
//!
//! # Invariant
//!
//! `CURRENT` is null or points to this thread's [`Thread`], which no other thread ever sees. It is freed in
//! the second step of the thread's end, called by the C library, when nothing borrows it. Its records are
//! borrowed for a few lines at a time, and never while foreign code runs. They are changed while signals are blocked,
//! since a signal handler of a guest may read the value of a key.
//!
//! `CURRENT` itself has no destructor, so it may be read and written until the thread's last instruction.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ffi::{c_uint, c_void};
use std::ptr;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::ledger::{Entry, Ledger};
use super::system::{self, DESTRUCTOR_ROUNDS, Destructor, Signals};
use super::{exit_hook, key_table, releases};
use crate::entered_spans;

thread_local! {
    static CURRENT: Cell<*mut Thread> = const { Cell::new(ptr::null_mut()) };
}

/// The record of a thread.
#[derive(Debug)]
pub(super) struct Thread {
    tid: i32,
    /// The number of releases that this thread has acted on.
    seen: Cell<u64>,
    /// The thread has a destructor that is due, and waits for an explicit safe point.
    has_left: Cell<bool>,
    /// Destructors are running, further up the stack.
    is_running: Cell<bool>,
    /// The library whose destructor runs. Never read through.
    destructor_of: Cell<*const Ledger>,
    /// The first step of the end will come.
    is_watched: Cell<bool>,
    records: RefCell<Records>,
}

#[derive(Debug, Default)]
struct Records {
    started_by: Option<Arc<Ledger>>,
    destructors: Vec<Registered>,
    values: FxHashMap<c_uint, Value>,
}

/// A destructor of a thread-local.
#[derive(Debug)]
struct Registered {
    ledger: Arc<Ledger>,
    destructor: Destructor,
    object: *mut c_void,
}

/// A value of a pthread key: never null.
#[derive(Debug)]
struct Value {
    ledger: Arc<Ledger>,
    pointer: *mut c_void,
    /// The key has a destructor, so the ledger has the value.
    is_entered: bool,
}

/// Runs the destructors of thread-locals that replaced plugins have left on this thread, so their libraries can be unloaded.
///
/// A thread that ends does this by itself. A thread that keeps calling plugins also does it, because the functions that
/// lead to a plugin are safe points, too ([the list](crate::docs::leaving#safe-points)). A thread that called a plugin
/// and then sleeps should pass a safe point before it does: until then it may hold an old library in memory, and
/// [`stats`](crate::Swapper::stats) names it. It costs about a nanosecond when there is nothing to do. It may be called
/// anywhere, also inside a call of a plugin: the thread-locals of that plugin are not destroyed.
///
/// Destructors are code of the plugins: they may take locks, and they may call the host. Do not call this while you hold
/// a lock that the host takes when a plugin calls it.
///
/// # Examples
///
/// In a pool of threads, after each job:
///
/// ```
/// # let jobs: Vec<fn()> = Vec::new();
/// for job in jobs {
///     job();
///     hotswap_runtime::safe_point();
/// }
/// ```
///
/// With tokio and other executors, threads are woken for it: see [async hosts](crate::docs::leaving#async-hosts).
#[inline]
pub fn safe_point() {
    with_existing(|thread| {
        if thread.seen.get() != releases::glance() || thread.has_left.get() {
            thread.catch_up(Kind::Explicit);
        }
    });
}

/// The safe point of a function that leads to a plugin. Destructors that wait for explicit safe points are left.
#[inline]
pub(crate) fn implicit_safe_point() {
    with_existing(|thread| {
        if thread.seen.get() != releases::glance() {
            thread.catch_up(Kind::Implicit);
        }
    });
}

/// Makes this thread act on releases although it holds nothing of a guest.
pub(crate) fn watch_thread() {
    with(|_| ());
}

/// Whether this thread holds something of a guest, which it releases when it ends.
pub(crate) fn holds_something() -> bool {
    with_existing(|thread| !thread.records.borrow().is_empty()).unwrap_or(false)
}

/// How the thread came to a safe point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The host called `safe_point`.
    Explicit,
    /// The host called a function that leads to a plugin.
    Implicit,
}

/// Lends this thread's record, and creates it if there is none.
pub(super) fn with<R>(body: impl FnOnce(&Thread) -> R) -> R {
    let mut thread = CURRENT.get();
    if thread.is_null() {
        thread = Box::into_raw(Box::new(Thread::new()));
        CURRENT.set(thread);
        exit_hook::watch_second_step();
    }
    // SAFETY: OWN-THREAD: it is this thread's record, which is not freed while it is lent.
    body(unsafe { &*thread })
}

/// Lends this thread's record, if it has one.
#[inline]
pub(super) fn with_existing<R>(body: impl FnOnce(&Thread) -> R) -> Option<R> {
    let thread = CURRENT.get();
    if thread.is_null() {
        return None;
    }
    // SAFETY: OWN-THREAD: it is this thread's record, which is not freed while it is lent.
    Some(body(unsafe { &*thread }))
}

/// Forgets what this thread holds of a library that was unmapped. The last functions of the library ran on this thread.
pub(super) fn forget(ledger: &Arc<Ledger>) {
    with_existing(|thread| {
        thread.change(|records| {
            let is_other = |its: &Arc<Ledger>| !Arc::ptr_eq(its, ledger);
            records.destructors.retain(|one| is_other(&one.ledger));
            records.values.retain(|_, value| is_other(&value.ledger));
        });
    });
}

/// Frees this thread's record, and strikes the thread from the ledger of the library that started it.
///
/// # Safety
///
/// No caller up the stack uses the record.
pub(super) unsafe fn retire() {
    let thread = CURRENT.replace(ptr::null_mut());
    if thread.is_null() {
        return;
    }
    // SAFETY: OWN-THREAD and GIVEN-UP: `with` made it, and nothing reaches it any more.
    let thread = unsafe { Box::from_raw(thread) };
    let tid = thread.tid;
    let started_by = thread.records.into_inner().started_by;
    if let Some(ledger) = started_by {
        ledger.strike(tid, Entry::Thread);
    }
}

impl Thread {
    fn new() -> Self {
        Self {
            tid: system::tid(),
            seen: Cell::new(releases::UNSEEN),
            has_left: Cell::new(false),
            is_running: Cell::new(false),
            destructor_of: Cell::new(ptr::null()),
            is_watched: Cell::new(false),
            records: RefCell::default(),
        }
    }

    /// Notes that the library has started this thread.
    pub(super) fn is_started_by(&self, ledger: Arc<Ledger>) {
        ledger.mark_thread_running(self.tid);
        self.change(|records| records.started_by = Some(ledger));
    }

    /// Changes the records while no signal handler runs on this thread.
    fn change<R>(&self, change: impl FnOnce(&mut Records) -> R) -> R {
        let _blocked = Signals::block();
        change(&mut self.records.borrow_mut())
    }

    /// Whether the library has started this thread.
    pub(super) fn is_own(&self, ledger: &Arc<Ledger>) -> bool {
        let records = self.records.borrow();
        let own = records.started_by.as_ref();
        own.is_some_and(|own| Arc::ptr_eq(own, ledger))
    }

    /// Whether a destructor of the library is running on this thread.
    pub(super) fn runs_destructor_of(&self, ledger: &Arc<Ledger>) -> bool {
        ptr::eq(self.destructor_of.get(), Arc::as_ptr(ledger))
    }

    pub(super) fn add_destructor(
        &self,
        ledger: &Arc<Ledger>,
        destructor: Destructor,
        object: *mut c_void,
    ) {
        ledger.enter(self.tid, Entry::ThreadLocal);
        let registered = Registered {
            ledger: Arc::clone(ledger),
            destructor,
            object,
        };
        self.change(|records| records.destructors.push(registered));
        if !self.is_watched.replace(true) {
            exit_hook::watch_first_step();
        }
        self.notice_late(ledger);
    }

    pub(super) fn set_value(&self, number: c_uint, key: &key_table::Key, pointer: *mut c_void) {
        if pointer.is_null() {
            return self.drop_value(number);
        }
        let is_entered = key.destructor.is_some();
        let value = Value {
            ledger: Arc::clone(&key.ledger),
            pointer,
            is_entered,
        };
        let before = self.change(|records| records.values.insert(number, value));
        if before.is_none() && is_entered {
            key.ledger.enter(self.tid, Entry::KeyValue);
        }
        self.notice_late(&key.ledger);
    }

    pub(super) fn value(&self, number: c_uint) -> *mut c_void {
        let records = self.records.borrow();
        let value = records.values.get(&number);
        value.map_or(ptr::null_mut(), |value| value.pointer)
    }

    pub(super) fn drop_value(&self, number: c_uint) {
        let value = self.change(|records| records.values.remove(&number));
        if let Some(value) = value {
            value.strike(self.tid);
        }
    }

    /// A destructor may register something new on a thread that was already done with its library.
    fn notice_late(&self, ledger: &Ledger) {
        if ledger.is_released() {
            self.seen.set(releases::UNSEEN);
        }
    }

    /// Runs the destructors that are due now.
    #[cold]
    fn catch_up(&self, kind: Kind) {
        if self.is_running.replace(true) {
            return;
        }
        // After this read, the release marks of all libraries that the number counts are visible.
        self.seen.set(releases::latest());
        entered_spans::leave_of_gone();
        let own = self.records.borrow().started_by.clone();
        // Code of the library that started this thread is up the stack, and may use its thread-locals.
        // So may a call of an object that left a library after it was released, while there is one.
        let is_released = |ledger: &Arc<Ledger>| {
            ledger.is_released()
                && ledger.objects() == 0
                && !own.as_ref().is_some_and(|own| Arc::ptr_eq(own, ledger))
        };
        let is_left = |ledger: &Arc<Ledger>| {
            kind == Kind::Implicit && ledger.needs_explicit_safe_point() && is_released(ledger)
        };
        let is_due = |ledger: &Arc<Ledger>| is_released(ledger) && !is_left(ledger);
        self.run_destructors(is_due);
        self.run_values(is_due);
        self.has_left.set(self.records.borrow().has_any(is_left));
        self.is_running.set(false);
    }

    /// Runs the destructors of thread-locals when this thread ends.
    pub(super) fn end_first_step(&self) {
        let was_running = self.is_running.replace(true);
        self.run_destructors(|_| true);
        self.is_watched.set(false);
        self.is_running.set(was_running);
    }

    /// Runs the destructors of keys when this thread ends, and the destructors of thread-locals that were registered
    /// meanwhile.
    pub(super) fn end_second_step(&self) {
        self.is_running.set(true);
        self.run_destructors(|_| true);
        self.run_values(|_| true);
    }

    /// Runs destructors of thread-locals, the youngest first, as the C library does.
    fn run_destructors(&self, is_due: impl Fn(&Arc<Ledger>) -> bool) {
        while let Some(due) = self.take_destructor(&is_due) {
            let outer = self.destructor_of.replace(Arc::as_ptr(&due.ledger));
            due.ledger.mark_destructor_begun(self.tid);
            // SAFETY: LEDGER and FORWARDED: the guest that registered it promised that it can be called on this thread,
            // once. Its library is mapped, since the ledger has it.
            unsafe { (due.destructor)(due.object) };
            self.destructor_of.set(outer);
            due.ledger.strike(self.tid, Entry::ThreadLocal);
        }
    }

    fn take_destructor(&self, is_due: impl Fn(&Arc<Ledger>) -> bool) -> Option<Registered> {
        let due = |one: &Registered| is_due(&one.ledger);
        // Usually there is none, and then signals need not be blocked.
        if !self.records.borrow().destructors.iter().any(due) {
            return None;
        }
        self.change(|records| {
            let last = records.destructors.iter().rposition(due)?;
            Some(records.destructors.remove(last))
        })
    }

    /// Runs destructors of keys, round by round as the C library does: a destructor may set its key again, and is
    /// called again then.
    fn run_values(&self, is_due: impl Fn(&Arc<Ledger>) -> bool) {
        for _ in 0..DESTRUCTOR_ROUNDS {
            let round = self.due_values(&is_due);
            if round.is_empty() {
                return;
            }
            for number in round {
                self.run_value(number);
                self.run_destructors(&is_due);
            }
        }
        for number in self.due_values(&is_due) {
            self.drop_value(number);
        }
    }

    /// The keys whose values are due, including those without a destructor: no code reads these any more.
    fn due_values(&self, is_due: impl Fn(&Arc<Ledger>) -> bool) -> BTreeSet<c_uint> {
        let records = self.records.borrow();
        let due = records.values.iter();
        due.filter(|(_, value)| is_due(&value.ledger))
            .map(|(&number, _)| number)
            .collect()
    }

    fn run_value(&self, number: c_uint) {
        let Some(value) = self.change(|records| records.values.remove(&number)) else {
            return;
        };
        if let Some(destructor) = key_table::get(number).and_then(|key| key.destructor) {
            let outer = self.destructor_of.replace(Arc::as_ptr(&value.ledger));
            value.ledger.mark_destructor_begun(self.tid);
            // SAFETY: LEDGER and FORWARDED: the guest that created the key promised that it can be called with its
            // values. Its library is mapped, since the ledger has the value.
            unsafe { destructor(value.pointer) };
            self.destructor_of.set(outer);
        }
        value.strike(self.tid);
    }
}

impl Records {
    fn is_empty(&self) -> bool {
        self.destructors.is_empty() && self.values.is_empty()
    }

    /// Whether the thread holds something of a library for which `is_it` is true.
    fn has_any(&self, is_it: impl Fn(&Arc<Ledger>) -> bool) -> bool {
        let mut destructors = self.destructors.iter();
        let mut values = self.values.values();
        destructors.any(|one| is_it(&one.ledger)) || values.any(|value| is_it(&value.ledger))
    }
}

impl Value {
    fn strike(&self, tid: i32) {
        if self.is_entered {
            self.ledger.strike(tid, Entry::KeyValue);
        }
    }
}
