//! Loads, reloads, commits and rollbacks, and what goes wrong in them.

mod adversity;
#[allow(dead_code, reason = "other suites use the rest of it")]
mod common;
mod faults;
mod parity;
mod serving;
mod staging;
