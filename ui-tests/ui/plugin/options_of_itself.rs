use hotswap::prelude::*;

#[derive(Default, Imports)]
struct World {}

#[hotswap::plugin(imports = Self, exports = Self)]
impl Plugin for World {}

fn main() {}
