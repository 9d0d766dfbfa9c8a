//! Async code of plugins: tasks in the background, and time.
//!
//! | | |
//! |---|---|
//! | [`spawn`], [`JoinHandle`] | tasks that end with their plugin |
//! | [`sleep`], [`timeout`] | time |
//! | [`retired`] | is ready when the plugin should stop its tasks |
//!
//! They use the executor that the host gives or, with the feature `tokio`, a runtime of the plugin's own, which `tokio()` gives a handle
//! of. [The page on async functions](crate::docs::asynchronous#tasks) has the rules.

// Async calls: how a future of one library is polled by another.
//
// On the wire an async function is
//
// ```text
// extern "C" fn(arguments…, start: *mut Start<Result>) -> *mut Failure
// Start     { frame, slot, … }
// PollFrame { size, pending, waker: { words, owner }, caller, out: *mut Result }
// TaskSlot  { capacity, table: { size, poll, drop }, data, keep, inline: [u8; capacity] }
// ```
//
// It is called at the first poll of the caller's future. It makes the callee's future in the caller's slot, or in a box if it
// is larger, and polls it at once. So a call that is ready at once is one crossing and allocates nothing. One that is not is
// polled and dropped through the table in the slot. When it is over, its own library drops it.
//
// - `waker`: wakers that cross
// - `frame`: what a caller gives to a poll, and what the poll answers
// - `table`: the functions of a task
// - `slot`: the place for a task, in the future of its caller
// - `start`: what a caller gives to the first poll
// - `entered`: what is there while a host's code is polled by a plugin
// - `future`: the callee's end, which makes a task of a future
// - `own_tokio`: the tokio runtime of a plugin
// - `crossed`: a task that has crossed by itself, as a future
// - `executor`: where tasks of this library run
// - `retired`: waiting for the end of the plugin
// - `spawned`: tasks in the background
// - `time`: sleeping, and time limits
// - `call`: the caller's end, a future that calls
// - `function`: async functions as the macros describe them
// - `by_name`: async functions that are called by name

mod by_name;
mod call;
mod crossed;
mod entered;
mod executor;
mod frame;
#[doc(hidden)]
pub mod function;
mod future;
#[cfg(feature = "tokio")]
mod own_tokio;
mod retired;
mod slot;
mod spawned;
mod start;
mod table;
mod time;
mod waker;

#[doc(hidden)]
pub use call::AsyncCall;
#[doc(hidden)]
pub use crossed::Crossed;
#[doc(hidden)]
pub use frame::PollFrame;
#[cfg(feature = "tokio")]
pub use own_tokio::tokio;
pub use retired::{Retired, retired};
#[doc(hidden)]
pub use slot::TaskSlot;
pub use spawned::{JoinHandle, spawn};
#[doc(hidden)]
pub use start::Start;
#[doc(hidden)]
pub use table::TaskTable;
pub use time::{Elapsed, sleep, timeout};
#[doc(hidden)]
pub use waker::{RawWakerRef, WakerFunctions, WakerWords};
