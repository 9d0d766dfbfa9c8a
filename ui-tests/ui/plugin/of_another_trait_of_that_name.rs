mod game {
    pub trait Plugin {}
}

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl game::Plugin for World {}

fn main() {}
