//! The callee's end: a future of this library as a task that another library polls.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::entered::{Enter, Entered};
use super::frame::PollFrame;
use super::slot::TaskSlot;
use super::start::Start;
use super::table::TaskTable;
use super::waker::Held;
use crate::abi::{Abi, AbiReturn};
use crate::call::{Failure, contained, deliver, silence};
use crate::error::Result;
use crate::host::attached;
use crate::keep::{Keep, KeepPurpose};
use crate::linked::context;

/// The representation of what a future gives.
type Repr<T> = <<<T as Future>::Output as AbiReturn>::Ok as Abi>::Repr;

/// A future, with what is kept between its polls.
///
/// It is not moved: it is in the slot of its caller, or in a box.
struct Task<T> {
    future: ManuallyDrop<T>,
    /// The waker that it was last polled with, if it has cloned that.
    waker: Option<Arc<Held>>,
    enter: Option<Enter>,
    is_boxed: bool,
}

/// What is held or lowered of arguments, in a future.
pub(super) struct Sent<T>(T);

// SAFETY: SEND-SYNC: it is made of an argument that is `Send`, by the contract of `new`, and may then be sent itself: a rule of `AbiArg`.
unsafe impl<T> Send for Sent<T> {}

impl<T> Sent<T> {
    /// # Safety
    ///
    /// It is the representation of an argument that is `Send`, or what holds one.
    #[inline]
    pub(super) unsafe fn new(value: T) -> Self {
        Self(value)
    }

    #[inline]
    pub(super) fn into_inner(self) -> T {
        self.0
    }

    #[inline]
    pub(super) fn get_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

/// Makes a task of `future` in the caller's slot, and polls it.
///
/// # Safety
///
/// `start` is valid, with an empty slot and a place for the result. TASK-SLOT and WAKER-OWNER say what the caller keeps to.
#[inline]
pub(super) unsafe fn start<T>(start: *mut Start<Repr<T>>, future: T) -> Failure
where
    T: Future<Output: AbiReturn> + Send,
{
    // SAFETY: TASK-SLOT: `start` is valid, by the contract of this function.
    let start = unsafe { &mut *start };
    let (slot, enter) = (start.slot, start.enter);
    let _entered = enter.map(|enter| enter());
    let mut task = Task {
        future: ManuallyDrop::new(future),
        waker: None,
        enter,
        is_boxed: false,
    };
    // SAFETY: TASK-SLOT: the slot is valid, by the contract of this function.
    let place = match unsafe { TaskSlot::place::<Task<T>>(slot) } {
        Some(place) => {
            // SAFETY: TASK-SLOT: the place is large enough, and nothing is in it.
            unsafe { place.write(task) };
            place
        }
        None => {
            task.is_boxed = true;
            Box::into_raw(Box::new(task))
        }
    };
    let frame = &mut start.frame;
    // SAFETY: TASK-SLOT: the task was just made, and is where it stays.
    let failure = unsafe { poll_entered(place, frame) };
    if frame.pending == 0 {
        return failure;
    }
    match keep_for(frame, enter) {
        // SAFETY: TASK-SLOT: the slot is empty, and the task is pending.
        Ok(keep) => unsafe {
            TaskSlot::fill(slot, const { &Task::<T>::TABLE }, place.cast(), keep)
        },
        Err(error) => {
            frame.pending = 0;
            // SAFETY: TASK-SLOT: the task is pending, and is not polled again.
            unsafe { finish(place) };
            return Failure::from_error(error);
        }
    }
    failure
}

/// Makes a task of `future` in a box. It is polled and dropped through the table.
pub(super) fn boxed<T>(future: T) -> (&'static TaskTable, *mut c_void)
where
    T: Future<Output: AbiReturn> + Send + 'static,
{
    let task = Box::new(Task {
        future: ManuallyDrop::new(future),
        waker: None,
        enter: None,
        is_boxed: true,
    });
    (const { &Task::<T>::TABLE }, Box::into_raw(task).cast())
}

/// What keeps this library loaded for a task in the slot of a caller, and the plugin from being freed that is linked into it.
///
/// A plugin that waits for itself does not keep itself.
fn keep_for(frame: &PollFrame, enter: Option<Enter>) -> Result<Option<Keep>> {
    match enter {
        Some(_) => match context::current() {
            Some(plugin) => plugin.keep(KeepPurpose::PendingFuture),
            None => Ok(None),
        },
        None if frame.caller.is_here() => Ok(None),
        None => attached::keep(KeepPurpose::PendingFuture),
    }
}

impl<T: Future<Output: AbiReturn> + Send> Task<T> {
    const TABLE: TaskTable = TaskTable {
        size: size_of::<TaskTable>() as u32,
        poll: poll::<T>,
        drop: cancel::<T>,
    };
}

/// # Safety
///
/// `task` is a `Task<T>` that is pending, and `frame` is valid for the call, with a place for its result.
unsafe extern "C" fn poll<T>(task: *mut c_void, frame: *mut PollFrame) -> Failure
where
    T: Future<Output: AbiReturn> + Send,
{
    let task = task.cast::<Task<T>>();
    // SAFETY: TASK-SLOT: the task is valid, by the contract of this function.
    let _entered = unsafe { enter(task) };
    // SAFETY: TASK-SLOT: the frame is valid, by the contract of this function.
    let frame = unsafe { &mut *frame };
    // SAFETY: TASK-SLOT: the task is valid, by the contract of this function.
    unsafe { poll_entered(task, frame) }
}

/// # Safety
///
/// `task` is a `Task<T>` that is pending, given up here.
unsafe extern "C" fn cancel<T>(task: *mut c_void) {
    let task = task.cast::<Task<T>>();
    // SAFETY: TASK-SLOT: the task is valid, by the contract of this function.
    let _entered = unsafe { enter(task) };
    // SAFETY: TASK-SLOT: the task is given up, by the contract of this function.
    unsafe { finish(task) }
}

/// # Safety
///
/// `task` is valid.
unsafe fn enter<T>(task: *mut Task<T>) -> Option<Entered> {
    // SAFETY: TASK-SLOT: the task is valid, by the contract of this function.
    unsafe { (*task).enter }.map(|enter| enter())
}

/// Has the code of a task find the plugin's tokio, until the result is dropped.
#[cfg(feature = "tokio")]
use super::own_tokio::enter as enter_runtime;

/// Without the feature `tokio` there is none.
#[cfg(not(feature = "tokio"))]
#[inline]
fn enter_runtime() -> Option<std::convert::Infallible> {
    None
}

/// # Safety
///
/// As for [`poll`].
#[inline]
unsafe fn poll_entered<T>(task: *mut Task<T>, frame: &mut PollFrame) -> Failure
where
    T: Future<Output: AbiReturn>,
{
    // SAFETY: TASK-SLOT: the task is valid, by the contract of this function.
    let Task { future, waker, .. } = unsafe { &mut *task };
    let (future, cached) = (&mut **future, waker);
    frame.pending = 0;
    let out = frame.out.cast::<Repr<T>>();
    let (waker, pending) = (frame.waker, &mut frame.pending);
    let failure = contained(|| {
        let _runtime = enter_runtime();
        // SAFETY: TASK-SLOT: a task is not moved.
        let future = unsafe { Pin::new_unchecked(future) };
        let polled = |waker: &_| future.poll(&mut Context::from_waker(waker));
        // SAFETY: WAKER-OWNER: the waker is lent for the poll.
        match unsafe { waker.with(cached, polled) } {
            // SAFETY: OUT: the caller gives a place for the result.
            Poll::Ready(value) => unsafe { deliver(out, value) },
            Poll::Pending => {
                *pending = 1;
                Failure::none()
            }
        }
    });
    if frame.pending == 0 {
        // SAFETY: TASK-SLOT: it is not polled again: the answer tells the caller.
        unsafe { finish(task) };
    }
    failure
}

/// Drops a task. A panic in that is told to the host: it has no caller.
///
/// # Safety
///
/// `task` is valid, and given up here.
unsafe fn finish<T>(task: *mut Task<T>) {
    // SAFETY: TASK-SLOT: the task is valid, by the contract of this function.
    let Task {
        future,
        waker,
        is_boxed,
        ..
    } = unsafe { &mut *task };
    silence(|| {
        let _runtime = enter_runtime();
        // SAFETY: TASK-SLOT: the task is given up, by the contract of this function, so its future is dropped once.
        unsafe { ManuallyDrop::drop(future) }
    });
    drop(waker.take());
    if *is_boxed {
        // SAFETY: TASK-SLOT: `start` made it of a box. Its future is a `ManuallyDrop`.
        drop(unsafe { Box::from_raw(task) });
    }
}
