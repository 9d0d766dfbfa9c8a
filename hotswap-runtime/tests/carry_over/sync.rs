//! Locks, atomics and shares in the model. Loom has no `Weak`: what is shared is counted here, and freed with the run.

use std::ops::Deref;
use std::rc::Rc;

use loom::sync::atomic::AtomicUsize;
pub(crate) use loom::sync::atomic::{AtomicU64, Ordering, fence};
pub(crate) use loom::sync::{MutexGuard, RwLockReadGuard, RwLockWriteGuard};

pub(crate) struct Mutex<T>(loom::sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(loom::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap()
    }
}

pub(crate) struct RwLock<T>(loom::sync::RwLock<T>);

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        Self(loom::sync::RwLock::new(T::default()))
    }
}

impl<T> RwLock<T> {
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read().unwrap()
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write().unwrap()
    }
}

struct Counted<T> {
    value: T,
    strong: AtomicUsize,
}

pub(crate) struct Arc<T>(Rc<Counted<T>>);

pub(crate) struct Weak<T>(Rc<Counted<T>>);

impl<T> Arc<T> {
    pub(crate) fn new(value: T) -> Self {
        let strong = AtomicUsize::new(1);
        Self(Rc::new(Counted { value, strong }))
    }

    pub(crate) fn downgrade(this: &Self) -> Weak<T> {
        Weak(Rc::clone(&this.0))
    }

    pub(crate) fn ptr_eq(one: &Self, other: &Self) -> bool {
        Rc::ptr_eq(&one.0, &other.0)
    }
}

impl<T> Clone for Arc<T> {
    fn clone(&self) -> Self {
        self.0.strong.fetch_add(1, Ordering::Relaxed);
        Self(Rc::clone(&self.0))
    }
}

impl<T> Drop for Arc<T> {
    fn drop(&mut self) {
        self.0.strong.fetch_sub(1, Ordering::AcqRel);
    }
}

impl<T> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T> Weak<T> {
    pub(crate) fn strong_count(&self) -> usize {
        self.0.strong.load(Ordering::Relaxed)
    }

    pub(crate) fn upgrade(&self) -> Option<Arc<T>> {
        let mut count = self.strong_count();
        while count > 0 {
            let more = self.0.strong.compare_exchange(
                count,
                count + 1,
                Ordering::Acquire,
                Ordering::Relaxed,
            );
            match more {
                Ok(_) => return Some(Arc(Rc::clone(&self.0))),
                Err(now) => count = now,
            }
        }
        None
    }
}
