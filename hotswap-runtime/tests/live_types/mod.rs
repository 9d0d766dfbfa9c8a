//! Live types between a host and real plugins.
//!
//! - `restoring`: by name, by the name inside the data, in a host and in a plugin
//! - `matrix`: data of each version, read by each version
//! - `upgrading`: what may go wrong on the way
//! - `names`: lists, aliases, names that are given twice
//! - `late`: always the newest, and nothing held in between
//! - `original`: what the Go original shows: an object written as one struct and read as another
//! - `queue`: many jobs, drained while reloading
//! - `scene`: the plugins, and a host of them

#[allow(unreachable_pub, reason = "it is an api crate for the plugins")]
mod api;
mod late;
mod matrix;
mod names;
mod original;
mod queue;
mod restoring;
mod scene;
mod upgrading;
