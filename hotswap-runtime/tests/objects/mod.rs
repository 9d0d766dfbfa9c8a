//! Objects that cross between a host and real plugins.
//!
//! The interfaces are one file, compiled into this test as a module and given to plugins as an api crate:
//! so the two sides know nothing of each other but its source.

#[allow(unreachable_pub, reason = "it is an api crate for the plugins")]
mod api;
mod both_ways;
mod compilers;
mod keeping;
mod nesting;
mod panics;
mod scene;
