use hotswap::prelude::*;

#[plugin_fn]
fn read() -> Result<String, std::io::Error> {
    std::fs::read_to_string("motd")
}

fn main() {}
