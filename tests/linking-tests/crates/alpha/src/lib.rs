//! A plugin that others need.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hotswap::prelude::*;
use hotswap::task;
use mode_api::{Bell, Counter, Job, Sink, Waiter};
use mode_diary::Diary;
use serde::{Deserialize, Serialize};

/// The plugin; it is a counter itself.
#[derive(Debug, Default)]
pub struct Alpha {
    diary: Diary,
    sum: AtomicU64,
}

#[hotswap::plugin(exports = dyn Counter, items = [mode_alpha_items])]
impl Plugin for Alpha {
    fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
        self.diary.begin(data, "alpha.on_load")
    }

    fn on_init(&self, _: &Vault) -> hotswap::Result<()> {
        self.diary.hook("alpha.on_init")
    }

    fn on_free(&self) {
        self.diary.write("alpha.on_free");
    }
}

impl Counter for Alpha {
    fn maker(&self) -> String {
        "alpha".to_owned()
    }

    fn add(&self, by: u64) -> u64 {
        self.sum.fetch_add(by, Ordering::Relaxed) + by
    }

    fn another(&self) -> Obj<dyn Counter> {
        Obj::new(Small(AtomicU64::new(0)))
    }

    fn fall(&self) -> hotswap::Result<()> {
        panic!("alpha fell");
    }
}

/// A counter that is not the plugin itself.
struct Small(AtomicU64);

impl Counter for Small {
    fn maker(&self) -> String {
        "small".to_owned()
    }

    fn add(&self, by: u64) -> u64 {
        self.0.fetch_add(by, Ordering::Relaxed) + by
    }

    fn another(&self) -> Obj<dyn Counter> {
        Obj::from_arc(Arc::new(Small(AtomicU64::new(100))))
    }

    fn fall(&self) -> hotswap::Result<()> {
        Err(hotswap::Error::msg("too small to fall"))
    }
}

#[plugin_fn]
async fn naps() -> hotswap::Result<String> {
    let nap = async { task::sleep(Duration::from_millis(1)).await };
    task::spawn(nap)?.await??;
    Ok("alpha has slept".to_owned())
}

#[plugin_fn]
fn rings_in_background(bell: Obj<dyn Bell>) -> hotswap::Result<()> {
    drop(task::spawn(async move { drop(bell.rings().await) })?);
    Ok(())
}

#[plugin_fn]
fn whoami() -> String {
    "alpha".to_owned()
}

#[plugin_fn]
fn counter() -> Obj<dyn Counter> {
    Obj::new(Small(AtomicU64::new(0)))
}

/// Waits for the host.
struct Patient;

impl Waiter for Patient {
    async fn wait(&self, bell: &Obj<dyn Bell>) -> String {
        format!("alpha has waited: {:?}", bell.rings().await)
    }
}

#[plugin_fn]
fn waiter() -> Obj<dyn Waiter> {
    Obj::new(Patient)
}

#[plugin_fn]
async fn wait(bell: Obj<dyn Bell>) -> String {
    Patient.wait(&bell).await
}

/// Hands a counter to the host while it is called.
#[plugin_fn]
fn give(sink: &Obj<dyn Sink>) {
    sink.take(Obj::new(Small(AtomicU64::new(7))));
}

/// Calls an object of any library.
#[plugin_fn]
fn add_twice(counter: Obj<dyn Counter>, by: u64) -> u64 {
    counter.add(by);
    counter.clone().add(by)
}

#[plugin_fn]
fn refuse() -> hotswap::Result<()> {
    Err(hotswap::Error::msg("alpha refuses"))
}

#[plugin_fn]
fn fall() {
    panic!("alpha fell");
}

#[live_fn]
fn alpha_greet(name: &str) -> String {
    format!("alpha greets {name}")
}

/// A job that can be stored.
#[live_type(dyn Job)]
#[derive(Debug, Serialize, Deserialize)]
struct Letter {
    to: String,
}

impl Job for Letter {
    fn run(&self) -> String {
        format!("alpha writes to {}", self.to)
    }
}

#[plugin_fn]
fn letter(to: &str) -> hotswap::Result<LiveData> {
    let to = to.to_owned();
    Letter { to }.to_live()
}

/// Starts a thread that ends when it is told to, and then writes to the file.
#[plugin_fn]
fn start_thread(file: String) {
    let _ = hotswap::spawn("alpha-thread", move |stop| {
        stop.wait(std::time::Duration::MAX);
        std::fs::write(file, "alpha's thread was told").expect("a file can be written");
    });
}
