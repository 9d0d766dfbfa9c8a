use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, verison = 2)]
#[derive(Serialize, Deserialize)]
struct Fire;

#[live_type(dyn Job, colour = "red")]
#[derive(Serialize, Deserialize)]
struct Blaze;

fn main() {}
