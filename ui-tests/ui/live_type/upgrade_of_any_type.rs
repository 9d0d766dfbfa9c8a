use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, version = 2, upgrade = any)]
#[derive(Serialize, Deserialize)]
struct Fire;

impl Job for Fire {
    fn run(&self) {}
}

fn any<T>(_: T) -> Fire {
    Fire
}

#[live_type(dyn Job, version = 2, upgrade = Blaze::from)]
#[derive(Serialize, Deserialize)]
struct Blaze;

impl Job for Blaze {
    fn run(&self) {}
}

impl From<u32> for Blaze {
    fn from(_: u32) -> Self {
        Blaze
    }
}

fn main() {}
