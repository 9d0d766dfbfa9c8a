//! What ends on the reaper's thread, whatever it is.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use crate::failpoints::Step;

/// Something that ends, in one step or in several.
pub(crate) trait Ending: Any + fmt::Debug + Send {
    /// The next step by name, for tests that make one fail.
    fn step(&self) -> Step;

    /// When it may be taken.
    fn when(&self) -> When {
        When::Now
    }

    /// Nobody waits for any delay any more.
    fn hurry(&mut self) {}

    /// Takes it. Gives back what has more to come.
    fn advance(self: Box<Self>, wake: &Wake) -> Option<Box<dyn Ending>>;
}

/// When the next step of an ending may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// At once.
    Now,
    /// When a delay is over, or nobody waits for any.
    At(Instant),
    /// When it is asked again: somebody is in it, who does not say when he leaves.
    AskedAgain(Instant),
    /// When it says so; whoever holds it wakes the reaper then.
    Woken,
    /// When the swapper goes.
    Last,
}

/// Has the reaper look at what waits. Called on any thread.
pub(crate) type Wake = Arc<dyn Fn() + Send + Sync>;
