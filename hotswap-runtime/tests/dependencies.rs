//! What plugins need: other plugins, and shared libraries of the system.

#[allow(dead_code, reason = "other suites use the rest of it")]
mod common;
mod graph;
mod needed;
