//! What a caller gives to a poll, and what the poll answers.

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::task::Waker;

use super::waker::RawWakerRef;
use crate::object::Owner;

/// One poll. Grows at its end only.
#[repr(C)]
#[derive(Debug)]
pub struct PollFrame {
    pub(super) size: u32,
    /// The answer: not 0 if the task goes on. Else it is over, and its library has dropped it.
    pub(super) pending: u32,
    pub(super) waker: RawWakerRef,
    /// The library that polls.
    pub(super) caller: &'static Owner,
    /// The place for the representation of the result.
    pub(super) out: *mut c_void,
}

impl PollFrame {
    /// Whether the task goes on.
    #[inline]
    pub(super) fn is_pending(&self) -> bool {
        self.pending != 0
    }

    #[inline]
    pub(super) fn new<R>(waker: &Waker, out: &mut MaybeUninit<R>) -> Self {
        Self {
            size: size_of::<Self>() as u32,
            pending: 0,
            waker: RawWakerRef::lend(waker),
            caller: Owner::here(),
            out: out.as_mut_ptr().cast(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(PollFrame, size), 0);
        assert_eq!(offset_of!(PollFrame, pending), 4);
        assert_eq!(offset_of!(PollFrame, waker), 8);
        assert_eq!(offset_of!(PollFrame, caller), 8 + 3 * word);
        assert_eq!(offset_of!(PollFrame, out), 8 + 4 * word);
        assert_eq!(size_of::<PollFrame>(), 8 + 5 * word);
    }
}
