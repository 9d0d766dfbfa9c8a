use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin for World {
    fn on_load(&self, _data: &str) -> hotswap::Result<()> {
        Ok(())
    }
}

fn main() {}
