use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type]
#[derive(Serialize, Deserialize)]
struct Fire {
    n: u32,
}

#[live_type()]
#[derive(Serialize, Deserialize)]
struct Blaze;

fn main() {}
