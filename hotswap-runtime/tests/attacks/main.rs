//! Attacks on a host by plugins of safe Rust: none may crash it, corrupt it or hang it.
//!
//! Each is a test whose name says what may not do harm. README.md here says how to add one.
//!
//! - `attack`: a process of its own for each
//! - `plugin`, `api`: what attacks; `stage`: the host that is attacked

#![deny(unsafe_code)]

#[allow(unreachable_pub, reason = "it is an api crate for the plugins")]
mod api;
mod attack;
mod plugin;
mod stage;

mod backtraces;
mod callbacks;
mod collections;
mod crossing;
mod depth;
mod environment;
mod freeing;
mod hanging;
mod heap;
mod holding;
mod live_data;
mod logging;
mod nested;
mod outliving;
mod panics;
mod process;
mod shapes;
mod signals;
mod storm;
mod thread_locals;
mod threads;
