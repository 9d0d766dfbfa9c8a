use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin for World {
    fn on_load(&self) -> hotswap::Result<()> {
        Ok(())
    }
}

fn main() {}
