//! Async calls between a host and real plugins.
//!
//! The interfaces are one file, compiled into this test as a module and given to plugins as an api crate:
//! so the two sides know nothing of each other but its source.

mod allocating;
#[allow(unreachable_pub, reason = "it is an api crate for the plugins")]
mod api;
mod calls;
mod cancelling;
mod compilers;
mod executor;
mod executors;
mod failing;
mod keeping;
mod plugin;
mod scene;
#[path = "../common/stats.rs"]
mod stats;
mod storm;
mod wakers;
