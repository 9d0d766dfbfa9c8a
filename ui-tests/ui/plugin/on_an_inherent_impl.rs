#[derive(Default)]
struct World;

#[hotswap::plugin]
impl World {
    fn reloadable(&self) -> bool {
        true
    }
}

fn main() {}
