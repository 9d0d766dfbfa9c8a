//! What a caller gives to a poll.

use std::ffi::c_void;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::task::Waker;

use super::entered::Enter;
use super::slot::TaskSlot;
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

impl PollFrame {
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
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(PollFrame, size), 0);
        assert_eq!(offset_of!(PollFrame, pending), 4);
        assert_eq!(offset_of!(PollFrame, waker), 8);
        assert_eq!(offset_of!(PollFrame, caller), 8 + 3 * word);
        assert_eq!(offset_of!(PollFrame, out), 8 + 4 * word);
        assert_eq!(size_of::<PollFrame>(), 8 + 5 * word);
        assert_eq!(offset_of!(Start<u8>, frame), 0);
        assert_eq!(offset_of!(Start<u8>, slot), size_of::<PollFrame>());
        assert_eq!(offset_of!(Start<u8>, enter), size_of::<PollFrame>() + word);
        assert_eq!(size_of::<Start<u8>>(), size_of::<PollFrame>() + 2 * word);
    }
}
