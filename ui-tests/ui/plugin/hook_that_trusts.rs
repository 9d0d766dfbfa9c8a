use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin for World {
    unsafe fn on_free(&self) {}
}

fn main() {}
