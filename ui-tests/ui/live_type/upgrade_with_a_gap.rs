use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, version = 3, upgrade(1 = louder))]
#[derive(Serialize, Deserialize)]
struct Fire;

impl Job for Fire {
    fn run(&self) {}
}

#[live_type(dyn Job, version = 4, upgrade(1 = louder, 3 = blaze))]
#[derive(Serialize, Deserialize)]
struct Blaze;

impl Job for Blaze {
    fn run(&self) {}
}

fn louder(n: u32) -> u64 {
    n.into()
}

fn blaze(_: u64) -> Blaze {
    Blaze
}

fn main() {}
