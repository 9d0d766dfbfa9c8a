use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

trait Plain {}

#[live_type(dyn Plain)]
#[derive(Serialize, Deserialize)]
struct Fire;

impl Plain for Fire {}

fn main() {}
