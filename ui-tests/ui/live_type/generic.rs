use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job)]
#[derive(Serialize, Deserialize)]
struct Fire<T>(T);

#[live_type(dyn Job)]
#[derive(Serialize, Deserialize)]
struct Blaze<'a>(&'a str);

fn main() {}
