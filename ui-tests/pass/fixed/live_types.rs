//! The cases of `ui/live_type`, as the messages say they should be.

use hotswap::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::atomic::AtomicU32;

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, alias = "Blaze", version = 3, upgrade(1 = louder, 2 = longer))]
#[derive(Serialize, Deserialize)]
struct Fire {
    shots: AtomicU32,
    name: String,
}

impl Job for Fire {
    fn run(&self) {}
}

#[derive(Serialize, Deserialize)]
struct FireV2 {
    shots: u32,
}

fn louder(shots: u32) -> FireV2 {
    FireV2 { shots }
}

fn longer(old: FireV2) -> hotswap::Result<Fire> {
    let shots = AtomicU32::new(old.shots);
    let name = String::new();
    Ok(Fire { shots, name })
}

#[live_type(dyn Job, version = 2, upgrade = grown)]
#[derive(Serialize, Deserialize)]
struct Smoke;

impl Job for Smoke {
    fn run(&self) {}
}

fn grown(_: u32) -> Smoke {
    Smoke
}

#[hotswap::interface]
trait Timer {}

#[live_type(dyn Job, dyn Timer, name = "ash", version = 3, upgrade(1 = read::<String>, 2 = ash))]
#[derive(Serialize, Deserialize)]
struct Ash {
    kind: String,
    bytes: Vec<u8>,
}

impl Job for Ash {
    fn run(&self) {}
}

impl Timer for Ash {}

fn read<T: AsRef<str>>(text: T) -> hotswap::Result<u32> {
    Ok(text.as_ref().parse()?)
}

fn ash(_: u32) -> Ash {
    let (kind, bytes) = (String::new(), Vec::new());
    Ash { kind, bytes }
}

fn main() {}
