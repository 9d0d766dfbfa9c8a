//! How old code leaves: what holds it, what it leaves with threads, when it is gone.
//!
//! - `guest`: a plugin that leaves things behind, and a host that replaces it
//! - `worker`, `process`: threads of the host, and what the system says of the process

mod backtraces;
mod guest;
mod holding;
#[path = "../serving/host.rs"]
#[allow(dead_code, reason = "shared with the tests of serving")]
mod host;
mod killed;
mod linkers;
mod modes;
mod output;
mod process;
mod retiring;
mod signals;
mod soak;
mod unloading;
mod watching;
mod worker;
