use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods(name = "world")]
impl World {
    #[plugin_fn(nam = "song")]
    fn sing(&self) {}

    #[plugin_fn = "song"]
    fn hum(&self) {}
}

fn main() {}
