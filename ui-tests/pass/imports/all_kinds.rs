//! Every kind of field that stands for a plugin, and one that stands for none.

use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
struct Deps {
    clock: Obj<dyn Clock>,
    #[hotswap(plugin = "other-clock")]
    second: Obj<dyn Clock>,
    #[hotswap(optional)]
    spare: Option<Obj<dyn Clock>>,
    #[hotswap(order_only)]
    #[allow(dead_code, reason = "for the order alone")]
    logger: (),
    #[hotswap(skip)]
    count: std::sync::atomic::AtomicU64,
}

#[derive(Default)]
pub struct World;

#[hotswap::plugin(imports = Deps, exports = dyn Clock)]
impl Plugin for World {}

impl Clock for World {
    fn now(&self) -> u64 {
        let deps = World::imports();
        deps.count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let spare = deps.spare.as_ref().map_or(0, |spare| spare.now());
        deps.clock.now() + deps.second.now() + spare
    }
}

fn main() {}
