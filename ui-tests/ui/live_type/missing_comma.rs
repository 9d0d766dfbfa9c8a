use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job version = 2)]
#[derive(Serialize, Deserialize)]
struct Fire;

impl Job for Fire {
    fn run(&self) {}
}

#[live_type(dyn Job; name = "blaze")]
#[derive(Serialize, Deserialize)]
struct Blaze;

impl Job for Blaze {
    fn run(&self) {}
}

fn main() {}
