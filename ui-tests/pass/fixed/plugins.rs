//! The cases of `ui/plugin` and `ui/imports`, as the messages say they should be.

use hotswap::prelude::*;
use std::sync::atomic::AtomicU32;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps {
    clock: Obj<dyn Clock>,
    #[hotswap(plugin = "clock")]
    named: Obj<dyn Clock>,
    #[hotswap(optional)]
    spare: Option<Obj<dyn Clock>>,
    #[hotswap(order_only)]
    before: (),
    #[hotswap(skip)]
    cache: Cache,
}

#[derive(Default)]
pub struct Cache;

#[derive(Default)]
pub struct World {
    size: AtomicU32,
}

#[hotswap::plugin(imports = Deps, exports = dyn Clock)]
impl Plugin for World {
    fn reloadable(&self) -> bool {
        true
    }
    fn on_load(&self, _data: &LiveData) -> hotswap::Result<()> {
        Ok(())
    }
    fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
        Ok(())
    }
    fn on_free(&self) {}
}

impl Clock for World {
    fn now(&self) -> u64 {
        1
    }
}

fn main() {}
