//! The destructors, key values and threads that one library has outstanding, by thread.
//!
//! # Invariant
//!
//! Each destructor, each key value that has a destructor, and each thread of the library is entered before code of the
//! library can count on it. It is struck after the last instruction of the library that it causes to run. So a released
//! library with an empty ledger has nothing on any thread.
//!
//! Objects that leave the library after it was released are entered, too. Only code of the library can hand one out, so
//! the ledger is not clear at that moment. It cannot become clear before the object is dropped. Once the library is
//! being closed, no more objects are entered. While such an object exists, any thread may be calling it, so safe points
//! run no destructor of the library.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::sync::{Arc, OnceLock};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

use super::releases;
use crate::guest::Holder;

/// The account of one library.
pub(super) struct Ledger {
    name: String,
    released: AtomicBool,
    /// The variables that ask for backtraces are hidden from the library.
    hides_backtraces: AtomicBool,
    /// A library that this one has opened itself, and that may have addresses of it.
    opened: OnceLock<String>,
    /// Only an explicit safe point runs its destructors.
    explicit: AtomicBool,
    book: Mutex<Book>,
}

/// An object of a library that was released. The library stays mapped until it is dropped.
#[derive(Debug)]
pub(super) struct Kept(Arc<Ledger>);

/// The kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A destructor of a thread-local.
    ThreadLocal,
    /// A value of a pthread key that has a destructor.
    KeyValue,
    /// A thread that the library started.
    Thread,
}

type Callback = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Book {
    pages: BTreeMap<i32, Page>,
    /// Threads that were requested from the system, and do not have a number yet.
    starting: usize,
    /// Why the process has addresses of the library for good.
    known_by: BTreeSet<&'static str>,
    /// Objects that left the library while it was released.
    objects: usize,
    /// The library is being closed, or is closed.
    is_closed: bool,
    on_clear: Option<Callback>,
}

/// The entries of one thread.
#[derive(Default)]
struct Page {
    thread_locals: usize,
    key_values: usize,
    threads: usize,
    /// When the thread began to run a destructor of the library, if it is running one.
    in_destructor: Option<Instant>,
}

impl Ledger {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            released: AtomicBool::new(false),
            hides_backtraces: AtomicBool::new(false),
            opened: OnceLock::new(),
            explicit: AtomicBool::new(false),
            book: Mutex::default(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    // Relaxed in both: the flag is set before the code runs to which it applies.

    pub(super) fn hide_backtraces(&self) {
        self.hides_backtraces.store(true, Ordering::Relaxed);
    }

    pub(super) fn hides_backtraces(&self) -> bool {
        self.hides_backtraces.load(Ordering::Relaxed)
    }

    /// The library opens another one.
    pub(super) fn set_opened(&self, library: String) {
        // One name is enough for a report.
        let _ = self.opened.set(library);
    }

    /// A library that this one has opened itself.
    pub(super) fn opened(&self) -> Option<String> {
        self.opened.get().cloned()
    }

    pub(super) fn enter(&self, tid: i32, entry: Entry) {
        let mut book = self.book.lock();
        *book.pages.entry(tid).or_default().count(entry) += 1;
    }

    pub(super) fn strike(&self, tid: i32, entry: Entry) {
        let mut book = self.book.lock();
        if let Some(page) = book.pages.get_mut(&tid) {
            let count = page.count(entry);
            *count = count.saturating_sub(1);
            page.in_destructor = None;
            if page.is_empty() {
                book.pages.remove(&tid);
            }
        }
        let then = self.take_if_clear(&mut book);
        drop(book);
        call(then);
    }

    /// A destructor begins on this thread. It ends when its entry is struck.
    pub(super) fn mark_destructor_begun(&self, tid: i32) {
        if let Some(page) = self.book.lock().pages.get_mut(&tid) {
            page.in_destructor = Some(Instant::now());
        }
    }

    /// Counts an object that leaves the library; `None` if the library is being closed.
    pub(super) fn keep(self: &Arc<Self>) -> Option<Kept> {
        let mut book = self.book.lock();
        if book.is_closed {
            return None;
        }
        book.objects += 1;
        Some(Kept(Arc::clone(self)))
    }

    fn remove_object(&self) {
        let mut book = self.book.lock();
        book.objects -= 1;
        let is_last = book.objects == 0;
        let then = self.take_if_clear(&mut book);
        drop(book);
        if is_last {
            // Safe points have postponed its destructors until now.
            releases::announce();
        }
        call(then);
    }

    /// How many objects left the library after it was released, and still exist.
    pub(super) fn objects(&self) -> usize {
        self.book.lock().objects
    }

    /// Whether nothing is outstanding. If so, no object can be entered any more.
    pub(super) fn close(&self) -> bool {
        let mut book = self.book.lock();
        book.is_closed = self.is_clear(&book);
        book.is_closed
    }

    /// A thread was requested from the system.
    pub(super) fn add_starting_thread(&self) {
        self.book.lock().starting += 1;
    }

    /// The requested thread runs.
    pub(super) fn mark_thread_running(&self, tid: i32) {
        let mut book = self.book.lock();
        book.starting -= 1;
        *book.pages.entry(tid).or_default().count(Entry::Thread) += 1;
    }

    /// The system had no thread to give.
    pub(super) fn remove_starting_thread(&self) {
        let mut book = self.book.lock();
        book.starting -= 1;
        let then = self.take_if_clear(&mut book);
        drop(book);
        call(then);
    }

    pub(super) fn release(&self) {
        let mut book = self.book.lock();
        // Release: pairs with `is_released`. A thread that learns of it through the ledger's lock needs no ordering.
        self.released.store(true, Ordering::Release);
        let then = self.take_if_clear(&mut book);
        drop(book);
        call(then);
    }

    pub(super) fn is_released(&self) -> bool {
        self.released.load(Ordering::Acquire)
    }

    /// Only explicit safe points run its destructors from now on.
    pub(super) fn wait_for_explicit_safe_points(&self) {
        // Relaxed: this is set before code of the library has run, and so before it has any destructors.
        self.explicit.store(true, Ordering::Relaxed);
    }

    pub(super) fn needs_explicit_safe_point(&self) -> bool {
        // Relaxed: as above.
        self.explicit.load(Ordering::Relaxed)
    }

    pub(super) fn on_clear(&self, then: Callback) {
        let mut book = self.book.lock();
        book.on_clear = Some(then);
        let then = self.take_if_clear(&mut book);
        drop(book);
        call(then);
    }

    pub(super) fn holders(&self) -> Vec<Holder> {
        let book = self.book.lock();
        let starting = (0..book.starting).map(|_| starting());
        let pages = book.pages.iter().map(|(&tid, page)| page.holder(tid));
        starting.chain(pages).collect()
    }

    /// Notes why the process has an address of the library for good.
    pub(super) fn add_known_by(&self, what: &'static str) {
        self.book.lock().known_by.insert(what);
    }

    /// Why the process has addresses of the library for good.
    pub(super) fn known_by(&self) -> Vec<String> {
        let book = self.book.lock();
        book.known_by.iter().map(|&what| what.to_owned()).collect()
    }

    fn take_if_clear(&self, book: &mut Book) -> Option<Callback> {
        self.is_clear(book)
            .then(|| book.on_clear.take())
            .flatten()
    }

    fn is_clear(&self, book: &Book) -> bool {
        book.starting == 0 && book.objects == 0 && book.pages.is_empty() && self.is_released()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.remove_object();
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger")
            .field("name", &self.name)
            .field("released", &self.released)
            .finish_non_exhaustive()
    }
}

fn call(then: Option<Callback>) {
    if let Some(then) = then {
        then();
    }
}

fn starting() -> Holder {
    Holder {
        tid: 0,
        name: None,
        thread_locals: 0,
        key_values: 0,
        is_its_own: true,
        in_destructor: None,
    }
}

impl Page {
    fn count(&mut self, entry: Entry) -> &mut usize {
        match entry {
            Entry::ThreadLocal => &mut self.thread_locals,
            Entry::KeyValue => &mut self.key_values,
            Entry::Thread => &mut self.threads,
        }
    }

    fn is_empty(&self) -> bool {
        self.thread_locals == 0 && self.key_values == 0 && self.threads == 0
    }

    fn holder(&self, tid: i32) -> Holder {
        Holder {
            tid,
            name: name_of(tid),
            thread_locals: self.thread_locals,
            key_values: self.key_values,
            is_its_own: self.threads != 0,
            in_destructor: self.in_destructor.map(|since| since.elapsed()),
        }
    }
}

/// The name that the system has for the thread.
fn name_of(tid: i32) -> Option<String> {
    let name = fs::read_to_string(format!("/proc/self/task/{tid}/comm")).ok()?;
    Some(name.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn counting(ledger: &Ledger) -> Arc<AtomicUsize> {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        ledger.on_clear(Box::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        }));
        calls
    }

    #[test]
    fn a_ledger_is_clear_when_it_is_released_and_its_last_entry_struck() {
        let ledger = Ledger::new("a");
        let calls = counting(&ledger);
        ledger.enter(1, Entry::ThreadLocal);
        ledger.enter(2, Entry::KeyValue);
        ledger.strike(1, Entry::ThreadLocal);
        ledger.release();
        assert_eq!(calls.load(Ordering::Relaxed), 0);
        assert_eq!(ledger.holders().len(), 1);
        ledger.strike(2, Entry::KeyValue);
        assert_eq!(calls.load(Ordering::Relaxed), 1);
        assert!(ledger.holders().is_empty());
    }

    #[test]
    fn a_thread_that_is_being_started_holds_the_library() {
        let ledger = Ledger::new("a");
        let calls = counting(&ledger);
        ledger.add_starting_thread();
        ledger.add_starting_thread();
        ledger.release();
        ledger.remove_starting_thread();
        assert!(ledger.holders()[0].is_its_own);
        ledger.mark_thread_running(7);
        assert_eq!(calls.load(Ordering::Relaxed), 0);
        ledger.strike(7, Entry::Thread);
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn an_object_that_leaves_a_released_library_holds_it() {
        let ledger = Arc::new(Ledger::new("a"));
        let calls = counting(&ledger);
        ledger.enter(1, Entry::ThreadLocal);
        ledger.release();
        let object = ledger.keep().expect("a destructor runs");
        ledger.strike(1, Entry::ThreadLocal);
        assert_eq!((calls.load(Ordering::Relaxed), ledger.objects()), (0, 1));
        assert!(!ledger.close(), "it is held");
        drop(object);
        assert_eq!((calls.load(Ordering::Relaxed), ledger.objects()), (1, 0));
        assert!(ledger.close());
        assert!(ledger.keep().is_none(), "it is being closed");
    }

    #[test]
    fn a_thread_says_since_when_it_is_in_a_destructor() {
        let ledger = Ledger::new("a");
        ledger.enter(1, Entry::ThreadLocal);
        ledger.enter(1, Entry::KeyValue);
        assert_eq!(ledger.holders()[0].in_destructor, None);
        ledger.mark_destructor_begun(1);
        assert!(ledger.holders()[0].in_destructor.is_some());
        ledger.strike(1, Entry::ThreadLocal);
        assert_eq!(ledger.holders()[0].in_destructor, None);
    }

    #[test]
    fn who_asks_late_is_called_at_once() {
        let ledger = Ledger::new("a");
        ledger.release();
        assert_eq!(counting(&ledger).load(Ordering::Relaxed), 1);
    }
}
