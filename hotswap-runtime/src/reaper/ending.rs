//! The trait of values that end on the reaper's thread.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use crate::failpoints::Step;

/// Something that ends, in one step or in several.
pub(crate) trait Ending: Any + fmt::Debug + Send {
    /// The next step by name, for tests that make one fail.
    fn step(&self) -> Step;

    /// When the next step may be taken.
    fn when(&self) -> When {
        When::Now
    }

    /// Delays count as passed from now on.
    fn hurry(&mut self) {}

    /// Takes the next step. Returns the ending if more steps follow.
    fn advance(self: Box<Self>, wake: &Wake) -> Option<Box<dyn Ending>>;
}

/// When the next step of an ending may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// At once.
    Now,
    /// When a delay has passed, or delays no longer count.
    At(Instant),
    /// At this time, ask `when` again: it is in use, and its users do not report when they leave.
    AskedAgain(Instant),
    /// When its last holder wakes the reaper.
    Woken,
    /// When the swapper is dropped.
    Last,
}

/// Makes the reaper ask the endings that wait. May be called on any thread.
pub(crate) type Wake = Arc<dyn Fn() + Send + Sync>;
