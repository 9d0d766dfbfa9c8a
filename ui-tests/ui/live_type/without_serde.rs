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

#[live_type(dyn Job, version = 3, upgrade(1 = kindle, 2 = fan))]
#[derive(Deserialize)]
struct Ember;

impl Job for Ember {
    fn run(&self) {}
}

fn kindle(_: u8) -> u16 {
    0
}

fn fan(_: u16) -> hotswap::Result<Ember> {
    Ok(Ember)
}

fn main() {}
