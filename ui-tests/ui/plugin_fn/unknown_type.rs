use hotswap::prelude::*;

#[plugin_fn]
fn run(_job: Jbo) -> Jobs {
    Default::default()
}

#[plugin_fn]
fn inside(_jobs: Vec<Jbo>, _lent: &[Jbo], _pair: Option<(u8, Jbo)>) -> hotswap::Result<Vec<Jbo>> {
    Ok(Vec::new())
}

fn main() {}
