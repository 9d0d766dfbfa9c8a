struct World;

#[hotswap::plugin]
impl Default for World {
    fn default() -> Self {
        World
    }
}

fn main() {}
