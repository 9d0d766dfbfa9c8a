//! A share in something that the host owns, held from wherever.
//!
//! # Invariant
//!
//! `data` is one strong count of an `Arc` of the library that `functions` belongs to: the host, which is
//! never unmapped.

use std::any::Any;
use std::ffi::c_void;
use std::sync::Arc;

/// Keeps a plugin loaded for as long as it lives.
#[repr(C)]
#[derive(Debug)]
pub struct Keep {
    data: *const c_void,
    functions: &'static KeepFunctions,
}

#[repr(C)]
#[derive(Debug)]
struct KeepFunctions {
    retain: unsafe extern "C" fn(*const c_void),
    release: unsafe extern "C" fn(*const c_void),
}

// SAFETY: only ever made of an `Arc` of something that is `Send + Sync`.
unsafe impl Send for Keep {}
// SAFETY: as above.
unsafe impl Sync for Keep {}

impl Keep {
    /// One more holder of `owner`.
    pub fn new<T: Any + Send + Sync>(owner: Arc<T>) -> Self {
        Self {
            data: Arc::into_raw(owner).cast(),
            functions: const {
                &KeepFunctions {
                    retain: retain::<T>,
                    release: release::<T>,
                }
            },
        }
    }
}

impl Clone for Keep {
    fn clone(&self) -> Self {
        // SAFETY: by the invariant `data` is a count of what this function is for.
        unsafe { (self.functions.retain)(self.data) };
        Self {
            data: self.data,
            functions: self.functions,
        }
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        // SAFETY: by the invariant `data` is a count of what this function is for, and it is ours.
        unsafe { (self.functions.release)(self.data) }
    }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<T>`.
unsafe extern "C" fn retain<T>(data: *const c_void) {
    // SAFETY: the caller's promise.
    unsafe { Arc::increment_strong_count(data.cast::<T>()) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<T>`, given up here.
unsafe extern "C" fn release<T>(data: *const c_void) {
    // SAFETY: the caller's promise.
    unsafe { Arc::decrement_strong_count(data.cast::<T>()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_holder_counts_once() {
        let owner = Arc::new(7u32);
        let first = Keep::new(Arc::clone(&owner));
        let second = first.clone();
        assert_eq!(Arc::strong_count(&owner), 3);
        drop((first, second));
        assert_eq!(Arc::strong_count(&owner), 1);
    }

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(size_of::<Keep>(), 2 * word);
        assert_eq!(std::mem::offset_of!(Keep, functions), word);
        assert_eq!(std::mem::offset_of!(KeepFunctions, release), word);
    }
}
