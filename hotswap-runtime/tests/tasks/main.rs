//! Plugins whose code waits, and runs in the background: with a tokio of their own, and on the executor of the host.

mod background;
mod idle;
mod linked;
mod own_tokio;
#[allow(dead_code, reason = "other suites use the rest of it")]
#[path = "../common/process.rs"]
mod process;
mod scene;
#[path = "../common/span_counts.rs"]
mod span_counts;
#[path = "../common/stats.rs"]
mod stats;
mod storm;
