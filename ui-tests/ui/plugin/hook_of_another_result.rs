use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin for World {
    fn on_init(&self, _vault: &Vault) {}
}

fn main() {}
