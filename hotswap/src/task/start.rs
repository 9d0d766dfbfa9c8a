//! What a caller gives to the first poll.

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::task::Waker;

use super::entered::Enter;
use super::frame::PollFrame;
use super::slot::TaskSlot;

/// The first poll, which makes the task. Grows at its end only.
#[repr(C)]
#[derive(Debug)]
pub struct Start<R> {
    pub(super) frame: PollFrame,
    /// The place for the task.
    pub(super) slot: *mut TaskSlot,
    /// The callee's own: set by its entries that do more than the plain one.
    pub(super) enter: Option<Enter>,
    _result: PhantomData<fn() -> R>,
}

impl<R> Start<R> {
    #[inline]
    pub(super) fn new(waker: &Waker, out: &mut MaybeUninit<R>, slot: *mut TaskSlot) -> Self {
        Self {
            frame: PollFrame::new(waker, out),
            slot,
            enter: None,
            _result: PhantomData,
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
        assert_eq!(offset_of!(Start<u8>, frame), 0);
        assert_eq!(offset_of!(Start<u8>, slot), size_of::<PollFrame>());
        assert_eq!(offset_of!(Start<u8>, enter), size_of::<PollFrame>() + word);
        assert_eq!(size_of::<Start<u8>>(), size_of::<PollFrame>() + 2 * word);
    }
}
