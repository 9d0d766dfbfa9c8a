//! Events for the host's log, from code that must not panic.

use hotswap::call::contain;

/// Runs `tell`. A log that panics is the host's own affair.
pub(crate) fn log(tell: impl FnOnce()) {
    drop(contain(|| {
        tell();
        Ok(())
    }));
}
