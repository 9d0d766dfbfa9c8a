use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin for World {
    async fn on_free(&self) {}
}

fn main() {}
