//! The caller's end: futures that call.

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::frame::PollFrame;
use super::slot::TaskSlot;
use super::start::Start;
use crate::abi::{Abi, AbiReturn, Same};
use crate::call::{Args, Entry, lift_result};
use crate::error::Result;
use crate::function::{Output, Returns};
use crate::object::Callee;

/// A call that begins when it is first polled.
///
/// # Invariant
///
/// `slot` is not moved, and is dropped after this. `entry` takes arguments of the shapes of `A`. Its library is loaded as long
/// as this is used.
struct RawCall<'s, 'slot, A> {
    entry: Entry,
    /// `None` once the call has begun.
    args: Option<A>,
    slot: *mut TaskSlot,
    _slot: PhantomData<&'slot mut TaskSlot>,
    _args: PhantomData<&'s ()>,
}

// SAFETY: TASK-SLOT: the task in its slot is `Send`.
unsafe impl<A: Send> Send for RawCall<'_, '_, A> {}

/// The arguments are moved out of it; the task is in the slot.
impl<A> Unpin for RawCall<'_, '_, A> {}

impl<'s, 'slot, A: Args<'s>> RawCall<'s, 'slot, A> {
    /// # Safety
    ///
    /// The invariant.
    #[inline]
    unsafe fn new(entry: Entry, args: A, slot: &'slot mut TaskSlot) -> Self {
        Self {
            entry,
            args: Some(args),
            slot,
            _slot: PhantomData,
            _args: PhantomData,
        }
    }

    /// # Safety
    ///
    /// The entry gives what `R` describes.
    #[inline]
    unsafe fn poll<R: Abi>(&mut self, cx: &Context<'_>) -> Poll<Result<R>> {
        let slot = self.slot;
        let mut out = MaybeUninit::<R::Repr>::uninit();
        let (failure, pending) = if let Some(args) = self.args.take() {
            let mut start = Start::new(cx.waker(), &mut out, slot);
            // SAFETY: ENTRY and MAPPED: the entry takes these arguments, and its library is loaded, by the invariant.
            let failure = unsafe { args.call(self.entry, &raw mut start) };
            (failure, start.frame.pending)
        } else {
            // SAFETY: TASK-SLOT: the slot is valid as long as this is.
            let is_over = unsafe { TaskSlot::is_empty(slot) };
            assert!(!is_over, "a call was polled after it had ended");
            let mut frame = PollFrame::new(cx.waker(), &mut out);
            // SAFETY: TASK-SLOT: there is a task in it, and `out` is for its result.
            let failure = unsafe { TaskSlot::poll(slot, &raw mut frame) };
            (failure, frame.pending)
        };
        if pending != 0 {
            return Poll::Pending;
        }
        // SAFETY: TASK-SLOT: the call is over. The keep is dropped after the result was lifted.
        let _keep = unsafe { TaskSlot::empty(slot) };
        Poll::Ready(if failure.is_none() {
            // SAFETY: OUT, SAME-SHAPE and MAPPED: no failure means that it is written; the library is still loaded.
            unsafe { lift_result(out) }
        } else {
            // SAFETY: LOWERED and MAPPED: it is of the call just made; the library is still loaded.
            Err(unsafe { failure.into_error() })
        })
    }
}

/// A call of an async method of an object.
///
/// Without a bound on `F`: a future that awaits this is `Send` for all lifetimes in `F`.
pub struct AsyncCall<'s, A, F> {
    callee: Callee<'s>,
    call: RawCall<'s, 's, A>,
    _function: PhantomData<fn() -> F>,
}

impl<'s, A: Args<'s>, F: Returns> AsyncCall<'s, A, F> {
    /// # Safety
    ///
    /// The callee is an async entry of `F`, which takes these arguments. The slot is not moved, and is dropped after this.
    #[inline]
    pub(super) unsafe fn new(callee: Callee<'s>, slot: &'s mut TaskSlot, args: A) -> Self {
        Self {
            callee,
            // SAFETY: TASK-SLOT and ENTRY: by the contract of this function. The object is borrowed, and keeps its library loaded.
            call: unsafe { RawCall::new(callee.entry(), args, slot) },
            _function: PhantomData,
        }
    }
}

impl<'s, A: Args<'s>, F: Returns> Future for AsyncCall<'s, A, F> {
    type Output = F::Type;

    #[inline]
    #[track_caller]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Type> {
        // SAFETY: SAME-SHAPE: the entry is of `F`, by the contract of `new`.
        let polled = unsafe { self.call.poll::<Output<F>>(cx) };
        polled.map(|result| match result {
            Ok(value) => F::Resolved::from_value(value).same(),
            Err(error) => F::Resolved::from_error(self.callee.blame(error)).same(),
        })
    }
}

/// A call of an async function by name.
pub(super) struct NamedCall<'s, 'slot, A, R> {
    call: RawCall<'s, 'slot, A>,
    _result: PhantomData<fn() -> R>,
}

impl<'s, 'slot, A: Args<'s>, R: Abi> NamedCall<'s, 'slot, A, R> {
    /// # Safety
    ///
    /// The entry takes these arguments and gives what `R` describes. Its library is loaded as long as this is used. The slot
    /// is not moved, and is dropped after this.
    #[inline]
    pub(super) unsafe fn new(entry: Entry, args: A, slot: &'slot mut TaskSlot) -> Self {
        Self {
            // SAFETY: TASK-SLOT and ENTRY: by the contract of this function.
            call: unsafe { RawCall::new(entry, args, slot) },
            _result: PhantomData,
        }
    }
}

impl<'s, A: Args<'s>, R: Abi> Future for NamedCall<'s, '_, A, R> {
    type Output = Result<R>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<R>> {
        // SAFETY: SAME-SHAPE: the entry gives what `R` describes, by the contract of `new`.
        unsafe { self.call.poll(cx) }
    }
}
