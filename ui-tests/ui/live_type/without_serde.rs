use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job)]
struct Fire;

impl Job for Fire {
    fn run(&self) {}
}

#[live_type(dyn Job)]
#[derive(Serialize)]
struct Blaze;

impl Job for Blaze {
    fn run(&self) {}
}

#[live_type(dyn Job)]
#[derive(Deserialize)]
struct Flame;

impl Job for Flame {
    fn run(&self) {}
}

fn main() {}
