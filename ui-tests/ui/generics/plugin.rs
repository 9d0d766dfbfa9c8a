use hotswap::prelude::*;

#[derive(Default)]
struct World<T>(T);

#[hotswap::plugin]
impl<T: Default + Send + Sync + 'static> Plugin for World<T> {}

fn main() {}
