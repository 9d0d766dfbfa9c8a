//! How old code leaves: what holds it, what it leaves behind, and plugins that do not end.

#[allow(dead_code, reason = "other suites use the rest of it")]
mod common;
mod ending;
mod guest;
mod stuck;
