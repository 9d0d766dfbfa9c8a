use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps {
    #[hotswap(optionl)]
    clock: Option<Obj<dyn Clock>>,
    #[hotswap(order)]
    logger: (),
    #[hotswap("lamp")]
    light: Obj<dyn Clock>,
}

#[derive(Default)]
pub struct World;

// The errors are those of the imports; the plugin that has them has none.
#[hotswap::plugin(imports = Deps)]
impl Plugin for World {}

fn main() {
    World::imports().light.now();
}
