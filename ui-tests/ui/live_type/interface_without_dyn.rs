use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(Job)]
#[derive(Serialize, Deserialize)]
struct Fire;

#[live_type(dyn Job, self::Job)]
#[derive(Serialize, Deserialize)]
struct Blaze;

impl Job for Blaze {
    fn run(&self) {}
}

fn main() {}
