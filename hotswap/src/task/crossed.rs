//! A task that has crossed by itself, as a future of the library that it came to.

use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::frame::PollFrame;
use super::future;
use super::slot::TaskSlot;
use super::table::TaskTable;
use crate::abi::{Abi, AbiReturn};
use crate::error::{Error, Result};
use crate::host::RawTask;
use crate::keep::Keep;

/// A task of another library. To drop it is to cancel it.
#[derive(Debug)]
pub struct Crossed {
    /// Its task is in a box, so the slot may be moved.
    slot: TaskSlot,
}

impl RawTask {
    /// A future as a task of this library. The keep is one of this library, and keeps it loaded.
    pub(crate) fn of(
        future: impl Future<Output: AbiReturn<Ok = ()>> + Send + 'static,
        keep: Option<Keep>,
    ) -> Self {
        let (table, data) = future::boxed(future);
        Self {
            table: std::ptr::from_ref(table).cast(),
            data,
            keep: keep.into(),
        }
    }

    /// A future of a host.
    pub fn of_host(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self::of(future, None)
    }
}

impl Crossed {
    /// # Safety
    ///
    /// The task is one of [`RawTask::of`], of any library, and this is called once.
    pub(crate) unsafe fn new(task: RawTask) -> Self {
        let mut slot = TaskSlot::new();
        // SAFETY: TASK-SLOT and SIZED-TABLES: it is the table of a task, in a library that is loaded.
        let table: &'static TaskTable = unsafe { &*task.table.cast::<TaskTable>() };
        // SAFETY: LOWERED: the other library has given it up for this task.
        let keep = unsafe { task.keep.into_keep() };
        // SAFETY: TASK-SLOT: the slot is empty. The task is in a box, and pending.
        unsafe { TaskSlot::fill(&raw mut slot, table, task.data, keep) };
        Self { slot }
    }

    /// A task that a plugin has given to the executor of its host.
    ///
    /// # Safety
    ///
    /// It came through [`HostExecutor`](crate::host::HostExecutor), and this is called once.
    pub unsafe fn in_host(task: RawTask) -> Self {
        // SAFETY: TASK-SLOT: by the contract of this function.
        unsafe { Self::new(task) }
    }
}

/// The slot has no task that would be in it.
impl Unpin for Crossed {}

impl Future for Crossed {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let slot = &raw mut self.slot;
        // SAFETY: TASK-SLOT: the slot is a field of this.
        if unsafe { TaskSlot::is_empty(slot) } {
            return Poll::Ready(Err(Error::msg("a task was polled after it had ended")));
        }
        let mut out = MaybeUninit::<<() as Abi>::Repr>::uninit();
        let mut frame = PollFrame::new(cx.waker(), &mut out);
        // SAFETY: TASK-SLOT: there is a task in it, and `out` is for its result.
        let failure = unsafe { TaskSlot::poll(slot, &raw mut frame) };
        if frame.is_pending() {
            return Poll::Pending;
        }
        // SAFETY: TASK-SLOT: the task is over. The keep is dropped after its failure was taken.
        let _keep = unsafe { TaskSlot::empty(slot) };
        Poll::Ready(match failure.is_none() {
            true => Ok(()),
            // SAFETY: LOWERED and MAPPED: it is of the poll just made; the library is still loaded.
            false => Err(unsafe { failure.into_error() }),
        })
    }
}
