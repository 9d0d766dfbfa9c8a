use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job, name = "")]
#[derive(Serialize, Deserialize)]
struct Fire;

#[live_type(dyn Job, alias = "Blaze")]
#[derive(Serialize, Deserialize)]
struct Blaze;

#[live_type(dyn Job, alias = "a", alias = "a")]
#[derive(Serialize, Deserialize)]
struct Flame;

#[live_type(dyn Job, "Smoke")]
#[derive(Serialize, Deserialize)]
struct Smoke;

#[live_type(dyn Job, alias = 3)]
#[derive(Serialize, Deserialize)]
struct Ash;

fn main() {}
