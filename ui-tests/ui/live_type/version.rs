use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, version = 0)]
#[derive(Serialize, Deserialize)]
struct Fire;

#[live_type(dyn Job, version = "2")]
#[derive(Serialize, Deserialize)]
struct Blaze;

#[live_type(dyn Job, version = 5000000000)]
#[derive(Serialize, Deserialize)]
struct Flame;

#[live_type(dyn Job, version)]
#[derive(Serialize, Deserialize)]
struct Smoke;

fn main() {}
