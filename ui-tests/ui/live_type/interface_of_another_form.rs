use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[hotswap::interface]
trait Timer {}

#[live_type(Obj<dyn Job>)]
#[derive(Serialize, Deserialize)]
struct Fire;

impl Job for Fire {
    fn run(&self) {}
}

#[live_type(Box<dyn Job>)]
#[derive(Serialize, Deserialize)]
struct Blaze;

impl Job for Blaze {
    fn run(&self) {}
}

#[live_type(impl Job)]
#[derive(Serialize, Deserialize)]
struct Flame;

impl Job for Flame {
    fn run(&self) {}
}

#[live_type("dyn Job")]
#[derive(Serialize, Deserialize)]
struct Smoke;

impl Job for Smoke {
    fn run(&self) {}
}

#[live_type(interface = dyn Job)]
#[derive(Serialize, Deserialize)]
struct Ash;

impl Job for Ash {
    fn run(&self) {}
}

#[live_type([dyn Job, dyn Timer])]
#[derive(Serialize, Deserialize)]
struct Ember;

impl Job for Ember {
    fn run(&self) {}
}

#[live_type(dyn Job + Timer)]
#[derive(Serialize, Deserialize)]
struct Spark;

impl Job for Spark {
    fn run(&self) {}
}

#[live_type(job)]
#[derive(Serialize, Deserialize)]
struct Heat;

impl Job for Heat {
    fn run(&self) {}
}

fn main() {}
