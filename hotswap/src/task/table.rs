//! The functions of a task: a future of one library that another one polls.

use std::ffi::c_void;

use super::frame::PollFrame;
use crate::call::Failure;

/// The functions of a task. Grows at its end only.
#[repr(C)]
#[derive(Debug)]
pub struct TaskTable {
    pub(super) size: u32,
    /// Polls the task. If the answer is not that it is pending, the task is dropped.
    pub(super) poll: unsafe extern "C" fn(task: *mut c_void, frame: *mut PollFrame) -> Failure,
    /// Drops the task, which is pending. That is its cancellation.
    pub(super) drop: unsafe extern "C" fn(task: *mut c_void),
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(TaskTable, size), 0);
        assert_eq!(offset_of!(TaskTable, poll), word);
        assert_eq!(offset_of!(TaskTable, drop), 2 * word);
        assert_eq!(size_of::<TaskTable>(), 3 * word);
    }
}
