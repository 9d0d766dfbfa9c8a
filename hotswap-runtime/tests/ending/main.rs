//! How old code leaves: what holds it, what it leaves with threads, when it is gone.

#[path = "../serving/host.rs"]
#[allow(dead_code, reason = "shared with the tests of serving")]
mod host;
mod process;
mod soak;
mod unloading;
