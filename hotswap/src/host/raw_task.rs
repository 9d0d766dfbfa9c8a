//! A task as it crosses by itself: from a plugin to its host's executor, or from a host's timer to a plugin.

use std::ffi::c_void;

use crate::keep::RawKeep;

/// A task, given up by the library that has made it. Only [`Crossed`](crate::task::Crossed) looks into it.
#[repr(C)]
#[derive(Debug)]
#[must_use = "a task that is not taken is leaked"]
pub struct RawTask {
    /// A `TaskTable`.
    pub(crate) table: *const c_void,
    /// What the functions of the table take.
    pub(crate) data: *mut c_void,
    /// Keeps the library of the task loaded.
    pub(crate) keep: RawKeep,
}

// SAFETY: TASK-SLOT: a task is `Send`.
unsafe impl Send for RawTask {}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(RawTask, table), 0);
        assert_eq!(offset_of!(RawTask, data), word);
        assert_eq!(offset_of!(RawTask, keep), 2 * word);
        assert_eq!(size_of::<RawTask>(), 4 * word);
    }
}
