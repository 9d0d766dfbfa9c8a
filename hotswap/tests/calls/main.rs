//! Calls through the adapters that the macros make, as a host calls them: by name, with a signature.
//!
//! Plugin and host are one binary here, so each function below is found in its own table and manifest.

mod arguments;
mod depth;
mod errors;
mod mismatches;
mod support;

use hotswap::prelude::*;

#[derive(Default)]
struct Itself;

#[hotswap::plugin]
impl Plugin for Itself {}
