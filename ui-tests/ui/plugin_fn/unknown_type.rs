use hotswap::prelude::*;

#[plugin_fn]
fn run(_job: Jbo) -> Jobs {
    Default::default()
}

fn main() {}
