//! Static linking: plugins that are part of the host's binary.
//!
//! `Swapper::builder(…).static_linking()` takes them instead of a directory. They go through the same steps: what
//! differs is where their tables are found, and that nothing of them is ever unmapped.
//!
//! - `expected`: those that a host says it has linked
//! - `error`: why they cannot be loaded

mod error;
#[doc(hidden)]
pub mod expected;

pub use error::StaticLinkError;
