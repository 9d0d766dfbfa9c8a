//! The place for a task, in the future of its caller.
//!
//! `SAFETY.md` has the rules: TASK-SLOT.

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

// SAFETY: TASK-SLOT: what is in it is a task, which is `Send`: `start` asks that of its future.
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
    ///
    /// # Safety
    ///
    /// `slot` is valid.
    #[inline]
    pub(super) unsafe fn is_empty(slot: *const Self) -> bool {
        // SAFETY: TASK-SLOT: the slot is valid, by the contract of this function.
        unsafe { (*slot).table }.is_null()
    }

    /// Where a `T` can lie in it; `None` if it is too large.
    ///
    /// # Safety
    ///
    /// `slot` is valid.
    #[inline]
    pub(super) unsafe fn place<T>(slot: *mut Self) -> Option<*mut T> {
        // SAFETY: TASK-SLOT: the slot is valid, by the contract of this function.
        let capacity = unsafe { (*slot).capacity } as usize;
        let fits = size_of::<T>() <= capacity && align_of::<T>() <= align_of::<Inline>();
        // SAFETY: TASK-SLOT: the slot is valid, by the contract of this function.
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
        // SAFETY: TASK-SLOT: the slot is valid, by the contract of this function.
        let slot = unsafe { &mut *slot };
        slot.table = table;
        slot.data = data;
        // That of an empty slot is none.
        slot.keep = keep.into();
    }

    /// Polls the task.
    ///
    /// # Safety
    ///
    /// `slot` is valid and has a task. `frame` has a place for its result.
    #[inline]
    pub(super) unsafe fn poll(slot: *mut Self, frame: *mut PollFrame) -> Failure {
        // Field by field: a reference to all of it would be one to the task.
        // SAFETY: TASK-SLOT: the slot is valid, by the contract of this function.
        let table = unsafe { (*slot).table };
        // SAFETY: TASK-SLOT: the slot is valid, by the contract of this function.
        let data = unsafe { (*slot).data };
        // SAFETY: TASK-SLOT and MAPPED: there is a task, whose library is loaded.
        let poll = unsafe { (*table).poll };
        // SAFETY: TASK-SLOT: the task is pending, and the frame is valid, by the contract of this function.
        unsafe { poll(data, frame) }
    }

    /// Empties it: the task is over, and its library has dropped it. The result is what has kept that.
    ///
    /// # Safety
    ///
    /// `slot` is valid, and a poll of its task has said that the task is over.
    #[inline]
    pub(super) unsafe fn empty(slot: *mut Self) -> Option<Keep> {
        // SAFETY: TASK-SLOT: the slot is valid, by the contract of this function.
        let slot = unsafe { &mut *slot };
        slot.table = ptr::null();
        let keep = mem::replace(&mut slot.keep, RawKeep::none());
        // SAFETY: LOWERED: the callee has given it up for this slot.
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
        if self.table.is_null() {
            return;
        }
        // SAFETY: TASK-SLOT and MAPPED: there is a task, whose library is loaded.
        let drop_task = unsafe { (*self.table).drop };
        // SAFETY: TASK-SLOT: the task is pending, and given up here.
        unsafe { drop_task(self.data) };
        // SAFETY: TASK-SLOT: the task is dropped, by its library.
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
