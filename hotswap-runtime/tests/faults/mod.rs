//! Whatever fails or panics, and wherever: the old generation serves on, all is undone, and nothing is left.
//!
//! - `wire`: makes single steps of a swapper fail
//! - `stage`: two plugins, their journal, and what must be so after each fault
//! - `transactions`: load, reload, prepare, commit, rollback
//! - `endings`: what the reaper's thread does
//! - `pairs`: a second fault on the heels of the first

mod endings;
mod pairs;
mod stage;
mod transactions;
mod wire;
