//! Stats, reports and checks as programs read them.
//!
//! The forms are written down here and not derived from the types, so that a field that is renamed for readers of the code stays what it is for
//! programs. [`docs::serialized`](crate::docs::serialized) describes them.
//!
//! - `library`: a plugin's file; what `cargo hotswap inspect --json` prints
//! - `check`: a plugin directory
//! - `stats`: what is loaded, and what holds it
//! - `report`: what a reload did

mod check;
mod library;
mod report;
mod stats;

use std::path::Path;
use std::time::Duration;

pub use library::Library;

/// The version of all forms. Keys may be added to a form; none is renamed, removed or given another meaning without a new number.
pub const FORMAT: u32 = 1;

/// A path as text. Bytes that are not Unicode are replaced.
fn text(path: &Path) -> String {
    path.display().to_string()
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}
