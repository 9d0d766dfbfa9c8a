use hotswap::prelude::*;

#[plugin_fn]
fn rename(name: &mut String) {
    name.clear();
}

fn main() {}
