//! The place for a task, in the future of its caller.
//!
//! # Invariant TASK-SLOT
//!
//! A slot is empty, or has a task: then `data` is a task that `table` is for, which is pending, and `keep` keeps the library of
//! both loaded, unless the caller's own code does (the task is of the same library) or it is never unloaded.
//!
//! - A slot that has been lent to a first poll is not moved until it is dropped: the task may lie in it.
//! - Only the callee's functions look into the task. The caller calls one of them at a time.
//! - `keep` is dropped by code of the caller, after the callee's function that dropped the task has returned.

use std::ffi::c_void;
use std::marker::PhantomPinned;
use std::mem::{self, MaybeUninit};
use std::ptr;

use super::frame::PollFrame;
use super::table::TaskTable;
use crate::call::Failure;
use crate::keep::{Keep, RawKeep};

/// So many bytes of a task need no allocation.
const CAPACITY: usize = 192;

/// The place for a task. Grows at its end only.
#[repr(C)]
#[derive(Debug)]
pub struct TaskSlot {
    capacity: u32,
    /// Null if it is empty.
    table: *const TaskTable,
    data: *mut c_void,
    keep: RawKeep,
    inline: Inline,
    _pinned: PhantomPinned,
}

/// A task that is small enough.
#[repr(C, align(16))]
#[derive(Debug)]
struct Inline([MaybeUninit<u8>; CAPACITY]);

// SAFETY: TASK-SLOT: what is in it is a task, which is `Send`: `Task::start` asks that of its future.
unsafe impl Send for TaskSlot {}

impl TaskSlot {
    /// An empty one.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            capacity: CAPACITY as u32,
            table: ptr::null(),
            data: ptr::null_mut(),
            keep: RawKeep::none(),
            inline: Inline([const { MaybeUninit::uninit() }; CAPACITY]),
            _pinned: PhantomPinned,
        }
    }

    /// Whether it has no task.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.table.is_null()
    }

    /// Where a `T` can lie in it; `None` if it is too large.
    ///
    /// # Safety
    ///
    /// `slot` is valid.
    #[inline]
    pub(super) unsafe fn place<T>(slot: *mut Self) -> Option<*mut T> {
        // SAFETY: the caller's promise.
        let capacity = unsafe { (*slot).capacity } as usize;
        let fits = size_of::<T>() <= capacity && align_of::<T>() <= align_of::<Inline>();
        // SAFETY: the caller's promise.
        fits.then(|| unsafe { (&raw mut (*slot).inline).cast() })
    }

    /// Puts a task into it, which is pending.
    ///
    /// # Safety
    ///
    /// `slot` is valid and empty. The rest is TASK-SLOT.
    #[inline]
    pub(super) unsafe fn fill(
        slot: *mut Self,
        table: &'static TaskTable,
        data: *mut c_void,
        keep: Option<Keep>,
    ) {
        // SAFETY: the caller's promise. The keep of an empty slot is none.
        unsafe {
            (*slot).table = table;
            (*slot).data = data;
            (*slot).keep = keep.into();
        }
    }

    /// Polls the task.
    ///
    /// # Safety
    ///
    /// `slot` is valid and has a task. `frame` has a place for its result.
    #[inline]
    pub(super) unsafe fn poll(slot: *mut Self, frame: *mut PollFrame) -> Failure {
        // SAFETY: TASK-SLOT: there is a task, whose library is loaded.
        let (poll, data) = unsafe { ((*(*slot).table).poll, (*slot).data) };
        // SAFETY: TASK-SLOT, and the caller's promise of the frame.
        unsafe { poll(data, frame) }
    }

    /// Empties it: the task is over, and its library has dropped it. The result is what has kept that.
    ///
    /// # Safety
    ///
    /// `slot` is valid, and a poll of its task has said that the task is over.
    #[inline]
    pub(super) unsafe fn empty(slot: *mut Self) -> Option<Keep> {
        // SAFETY: the caller's promise.
        let slot = unsafe { &mut *slot };
        slot.table = ptr::null();
        let keep = mem::replace(&mut slot.keep, RawKeep::none());
        // SAFETY: TASK-SLOT: the callee has given it up.
        unsafe { keep.into_keep() }
    }
}

impl Default for TaskSlot {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TaskSlot {
    #[inline]
    fn drop(&mut self) {
        if self.is_empty() {
            return;
        }
        // SAFETY: TASK-SLOT: there is a task, whose library is loaded.
        unsafe { ((*self.table).drop)(self.data) };
        // SAFETY: the task is dropped, by its library.
        drop(unsafe { Self::empty(self) });
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(TaskSlot, capacity), 0);
        assert_eq!(offset_of!(TaskSlot, table), word);
        assert_eq!(offset_of!(TaskSlot, data), 2 * word);
        assert_eq!(offset_of!(TaskSlot, keep), 3 * word);
        assert_eq!(offset_of!(TaskSlot, inline) % 16, 0);
        assert_eq!(align_of::<TaskSlot>(), 16);
        #[cfg(target_pointer_width = "64")]
        {
            assert_eq!(offset_of!(TaskSlot, inline), 48);
            assert_eq!(size_of::<TaskSlot>(), 48 + CAPACITY);
        }
    }
}
