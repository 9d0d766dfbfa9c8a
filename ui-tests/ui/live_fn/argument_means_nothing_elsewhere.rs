use hotswap::prelude::*;

#[live_fn]
fn anything(_text: impl ToString, _pointer: *const u8, _then: fn(), _out: &mut String) {}

fn main() {}
