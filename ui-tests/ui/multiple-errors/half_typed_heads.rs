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
struct Job {
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

fn main() {}
