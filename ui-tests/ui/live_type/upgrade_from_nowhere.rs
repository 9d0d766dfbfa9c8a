use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, upgrade = louder)]
#[derive(Serialize, Deserialize)]
struct Fire;

#[live_type(dyn Job, version = 2, upgrade(1 = louder, 2 = louder))]
#[derive(Serialize, Deserialize)]
struct Blaze;

#[live_type(dyn Job, version = 2, upgrade(1 = louder, 1 = louder))]
#[derive(Serialize, Deserialize)]
struct Flame;

#[live_type(dyn Job, version = 2, upgrade(1 = louder), upgrade = louder)]
#[derive(Serialize, Deserialize)]
struct Smoke;

#[live_type(dyn Job, version = 2, upgrade(0 = louder))]
#[derive(Serialize, Deserialize)]
struct Ash;

fn louder(n: u32) -> u32 {
    n
}

fn main() {}
