//! The behaviours that the tests of the Go original hold, each under the name it has there.
//!
//! - `loading`: conflict, one, two, missing1, missing2, duplicateLiveFuncName, Plugin (Lookup)
//! - `reloading`: reload, stubborn, swapper LoadPlugins, ReloadWithCallback, FormatDetails
//! - `linking`: importall, mismatch1, orderPlugins, xdep_*, cyclic2, cyclic3
//! - `failing`: panics_*, panicTrigger1, panicTrigger2

mod failing;
mod linking;
mod loading;
mod reloading;
