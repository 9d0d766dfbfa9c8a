//! A generation that is prepared, tried, committed or undone; and one that is brought back.
//!
//! - `preparing`: `prepare` and what becomes of it
//! - `undoing`: in which order, and what of it stays
//! - `rolling_back`: `rollback`
//! - `refused`: what was rolled back or refused does not come back by itself
//! - `watching`: with a watch on
//! - `racing`: all of it at once, on several threads

mod preparing;
mod racing;
mod refused;
mod rolling_back;
mod undoing;
mod watching;

use std::time::Duration;

use crate::common::scene::{Actor, Scene};

const LONG: Duration = Duration::from_secs(3600);

/// `world` serves in version 1, and counts its calls. What is replaced is kept for long.
fn serving(test: &str) -> Scene {
    let scene = Scene::with(test, |builder| builder.free_delay(LONG));
    scene.add(&world(1));
    scene.load().expect("version 1 is fine");
    scene
}

fn world(version: u32) -> Actor {
    Actor::new("world", version).with(
        "static CALLS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        #[live_fn] fn count() -> u32 { CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1 }",
    )
}

impl Scene {
    /// How often the `world` that serves was called.
    fn count(&self) -> u32 {
        let count = self.swapper.late_fn("count");
        count.call(()).expect("it counts")
    }

    fn generation(&self) -> u64 {
        self.swapper.current().generation()
    }

    /// The lines that end so.
    fn noted(&self, what: &str) -> Vec<String> {
        let mut journal = self.journal();
        journal.retain(|line| line.ends_with(what));
        journal
    }
}
