//! Every kind of field that stands for a plugin, and one that stands for none.

use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

type Other = Obj<dyn Clock>;
type Maybe = Option<Other>;
type Nothing = ();

#[derive(Imports)]
struct Deps {
    #[hotswap(plugin = "other_clock")]
    third: Other,
    #[hotswap(optional)]
    fourth: Maybe,
    #[hotswap(optional)]
    fifth: std::option::Option<hotswap::Obj<dyn Clock>>,
    #[hotswap(order_only)]
    #[allow(dead_code, reason = "for the order alone")]
    recorder: Nothing,
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
        let spares = [&deps.fourth, &deps.fifth].map(|it| it.as_ref().map_or(0, |it| it.now()));
        let spare = spares[0] + spares[1] + deps.third.now();
        let spare = spare + deps.spare.as_ref().map_or(0, |spare| spare.now());
        deps.clock.now() + deps.second.now() + spare
    }
}

fn main() {}
