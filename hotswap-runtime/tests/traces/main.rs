//! What plugins record with `tracing` and `log`, as the subscriber of their host gets it.
//!
//! - `teller`: the plugin, which records what it is told to; `scene` has its host
//! - `collector`: a subscriber that remembers everything
//! - `values`, `parents`, `filters`, `subscribers`: what arrives
//! - `reentrant`: subscribers that call the plugin
//! - `leaving`: what is left when a plugin goes
//! - `storm`: all of it while plugins are reloaded
//! - `versions`: other versions of `tracing`, and no features at all
//! - `logging`: the `log` crate
//! - `own_events`: the events of hotswap itself, as the documentation lists them

mod collector;
mod filters;
mod leaving;
mod logging;
mod own_events;
mod parents;
mod reentrant;
mod scene;
#[path = "../common/span_counts.rs"]
mod span_counts;
mod storm;
mod subscribers;
mod values;
mod versions;
