//! Tests that use a plugin take turns.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

/// Whose turn it is.
static HOLDER: Mutex<Option<ThreadId>> = Mutex::new(None);
static ENDED: Condvar = Condvar::new();

/// A turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn(());

/// This thread has a turn already.
#[derive(Debug)]
pub(super) struct IsOurs;

impl Turn {
    /// Waits for a turn.
    pub(super) fn take() -> Result<Self, IsOurs> {
        let mut holder = lock();
        while let Some(thread) = *holder {
            if thread == thread::current().id() {
                return Err(IsOurs);
            }
            holder = ENDED.wait(holder).unwrap_or_else(PoisonError::into_inner);
        }
        *holder = Some(thread::current().id());
        Ok(Self(()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *lock() = None;
        ENDED.notify_one();
    }
}

fn lock() -> MutexGuard<'static, Option<ThreadId>> {
    HOLDER.lock().unwrap_or_else(PoisonError::into_inner)
}
