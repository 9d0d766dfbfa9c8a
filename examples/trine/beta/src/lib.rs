//! What an order costs.

use hotswap::prelude::*;
use trine_api::{Order, Orders, Prices};

/// What beta needs: a field for each plugin, called as the plugin.
#[derive(Imports)]
pub struct Deps {
    alpha: Obj<dyn Prices>,
}

/// Needs alpha.
#[derive(Default)]
pub struct Beta;

#[hotswap::plugin(imports = Deps, exports = dyn Orders)]
impl Plugin for Beta {
    fn on_load(&self, _data: &LiveData) -> hotswap::Result<()> {
        println!("beta: loaded, after alpha");
        Ok(())
    }

    fn on_free(&self) {
        println!("beta: gone, before alpha");
    }
}

impl Orders for Beta {
    fn total(&self, order: Order) -> hotswap::Result<u64> {
        let price = Self::imports().alpha.price(&order.thing);
        let price = price.ok_or_else(|| hotswap::Error::msg("nobody sells that"))?;
        // Ten pieces cost as much as nine.
        Ok(price * (order.count - order.count / 10))
    }
}
