//! Each thread-local of a plugin has a ticket: dropped once, on the thread that made it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

static BOOK: Mutex<Option<Book>> = Mutex::new(None);

/// What is known of all tickets.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    /// The threads of those that are out, by number.
    out: HashMap<u64, i32>,
    pub(super) given: u64,
    /// Dropped by another thread, or once too often.
    pub(super) mistakes: u64,
}

impl Book {
    /// As of now.
    pub(super) fn now() -> Self {
        open().clone().unwrap_or_default()
    }

    /// How many are out.
    pub(super) fn out(&self) -> usize {
        self.out.len()
    }
}

/// Their addresses, as plugins are told them.
pub(super) fn addresses() -> [usize; 2] {
    let born: extern "C" fn() -> u64 = born;
    let died: extern "C" fn(u64) = died;
    [born as usize, died as usize]
}

fn open() -> MutexGuard<'static, Option<Book>> {
    BOOK.lock().unwrap_or_else(PoisonError::into_inner)
}

extern "C" fn born() -> u64 {
    let mut book = open();
    let book = book.get_or_insert_default();
    book.given += 1;
    book.out.insert(book.given, tid());
    book.given
}

extern "C" fn died(ticket: u64) {
    let mut book = open();
    let book = book.get_or_insert_default();
    if book.out.remove(&ticket) != Some(tid()) {
        book.mistakes += 1;
    }
}

fn tid() -> i32 {
    // SAFETY: it has no preconditions.
    unsafe { libc::gettid() }
}
