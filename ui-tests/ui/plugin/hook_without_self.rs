use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin for World {
    fn reloadable() -> bool {
        true
    }
}

fn main() {}
