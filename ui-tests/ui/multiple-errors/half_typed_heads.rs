//! What rustc says of the head of an item is enough.

use hotswap::prelude::*;

#[plugin_fn]
fn without_a_type(_name: ) {}

#[plugin_fn]
fn without_a_name(String) {}

#[live_fn]
fn without_a_comma(_first: u8 _second: u8) {}

#[live_fn(name = "other")]
fn with_a_default(_first: u8 = 5) {}

#[derive(hotswap::Abi)]
struct Task {
    name: String
    number: u8,
}

#[derive(hotswap::Abi)]
struct Twice {
    name: String,
    name: String,
}

#[derive(hotswap::Abi)]
enum Step {
    Run,
    Run,
}

#[hotswap::interface]
pub trait Greeter {
    fn greet(&self, name: ) -> String;
}

#[hotswap::interface]
pub trait Job {
    fn run(&self);
}

#[live_type(dyn Job)]
struct Fire {
    shots: u8
    more: u8,
}

#[derive(Imports)]
struct Deps {
    job: Obj<dyn Job>
    other: Obj<dyn Job>,
}

fn main() {}
