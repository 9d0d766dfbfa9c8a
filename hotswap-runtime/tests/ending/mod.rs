//! How old code leaves: what holds it, what it leaves with threads, when it is gone.
//!
//! - `guest`: a plugin that leaves things behind, and a host that replaces it

mod backtraces;
mod guest;
mod holding;
mod killed;
mod modes;
mod output;
mod retiring;
mod signals;
mod soak;
mod unloading;
mod watching;
