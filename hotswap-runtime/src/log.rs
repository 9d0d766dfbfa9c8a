//! Events for the host's log, from code that must not panic.

use crate::contained::contained;

/// The target of all events of hotswap itself. [`docs::logs`](crate::docs::logs) lists them.
pub(crate) const TARGET: &str = "hotswap";

/// Runs `tell`. A log that panics is the host's own affair.
pub(crate) fn log(tell: impl FnOnce()) {
    contained(tell);
}
