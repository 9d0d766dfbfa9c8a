//! Hosts and plugins that do what nobody should, at the worst moment: nothing crashes, hangs or leaks.
//!
//! - `hooks`: hooks that call back into the host as their plugin ends
//! - `thread_ends`: threads that reload, call or let go while they end
//! - `logs`: a log that panics, one that asks for stats
//! - `crossing`: functions of one plugin kept by another
//! - `forked`: a child process
//! - `memory`: what a reload leaves behind
//! - `stale`: words of a plugin that lead to memory which the host has by now
//! - `environment`: variables that are set while others read them

mod crossing;
mod environment;
mod forked;
mod hooks;
mod logs;
mod memory;
mod stale;
mod thread_ends;

use crate::common::scene::{Actor, Scene};
use hotswap_runtime::safe_point;

/// `world` serves in version 1. What is replaced is let go at once.
fn serving(test: &str) -> Scene {
    let scene = Scene::new(test);
    scene.add(&Actor::new("world", 1));
    scene.load().expect("version 1 is fine");
    scene
}

/// Waits, and passes safe points: the thread of a test has called the plugins, too.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    test_kit::wait_until(what, || {
        safe_point();
        is_so()
    });
}
