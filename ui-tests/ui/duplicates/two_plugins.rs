use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin for World {}

mod other {
    use hotswap::prelude::*;

    #[derive(Default)]
    struct Moon;

    #[hotswap::plugin]
    impl Plugin for Moon {}
}

fn main() {}
