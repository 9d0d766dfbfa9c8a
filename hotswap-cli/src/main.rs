//! `cargo hotswap`: build, run and inspect plugins.
fn main() {}
