use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, verson = 2)]
#[derive(Serialize, Deserialize)]
struct Fire;

impl Job for Fire {
    fn run(&self) {}
}

// The error is one, where it is made; those who use the type have none.
fn order() -> hotswap::Result<LiveData> {
    Fire.to_live()
}

fn main() {}
