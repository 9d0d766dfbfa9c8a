use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

pub struct Pair<T>(T);

#[hotswap::methods]
impl<T> Pair<T> {
    #[plugin_fn]
    fn both(&self) {}
}

fn main() {}
