use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[derive(Deserialize)]
struct Old;

#[live_type(dyn Job, version = 2, upgrade = two)]
#[derive(Serialize, Deserialize)]
struct Fire;

impl Job for Fire {
    fn run(&self) {}
}

fn two(_a: Old, _b: Old) -> Fire {
    Fire
}

struct Plain;

#[live_type(dyn Job, version = 2, upgrade = to_plain)]
#[derive(Serialize, Deserialize)]
struct Blaze;

impl Job for Blaze {
    fn run(&self) {}
}

fn to_plain(_: Old) -> Plain {
    Plain
}

#[live_type(dyn Job, version = 3, upgrade(1 = to_plain, 2 = to_blaze))]
#[derive(Serialize, Deserialize)]
struct Ember;

impl Job for Ember {
    fn run(&self) {}
}

fn to_blaze(_: Old) -> hotswap::Result<Blaze> {
    Ok(Blaze)
}

#[live_type(dyn Job, version = 2, upgrade = from_plain)]
#[derive(Serialize, Deserialize)]
struct Flame;

impl Job for Flame {
    fn run(&self) {}
}

fn from_plain(_: Plain) -> Flame {
    Flame
}

#[live_type(dyn Job, version = 2, upgrade = missing)]
#[derive(Serialize, Deserialize)]
struct Smoke;

impl Job for Smoke {
    fn run(&self) {}
}

fn main() {}
