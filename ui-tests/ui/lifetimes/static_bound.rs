use hotswap::prelude::*;

#[live_fn]
fn keep<'a: 'static>(_name: &'a str) {}

fn main() {}
