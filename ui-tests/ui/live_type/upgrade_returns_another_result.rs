use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, version = 3, upgrade(1 = count, 2 = fire))]
#[derive(Serialize, Deserialize)]
struct Fire;

impl Job for Fire {
    fn run(&self) {}
}

fn count(text: String) -> Result<u32, String> {
    text.parse().map_err(|_| text)
}

fn fire(_: u32) -> Result<Fire, String> {
    Ok(Fire)
}

fn main() {}
