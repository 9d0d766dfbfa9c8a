//! The behaviours that the tests of the Go original hold, each under the name it has there.
//!
//! - `loading`: conflict, one, two, missing1, missing2, duplicateLiveFuncName, Plugin (Lookup)
//! - `reloading`: reload, stubborn, swapper LoadPlugins, ReloadWithCallback, FormatDetails
//! - `linking`: importall, mismatch1, orderPlugins, xdep_*, cyclic2, cyclic3
//! - `failing`: panics_*, panicTrigger1, panicTrigger2
//! - `scene`: a directory of plugins that write down what happens to them

mod failing;
mod linking;
mod loading;
mod reloading;
#[allow(dead_code, reason = "shared with the tests of faults and staging")]
mod scene;
