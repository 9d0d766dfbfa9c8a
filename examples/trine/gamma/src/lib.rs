//! Offers, for people to read.

use hotswap::prelude::*;
use trine_api::{Offers, Order, Orders};

/// What gamma needs.
#[derive(Imports)]
pub struct Deps {
    beta: Obj<dyn Orders>,
}

/// Needs beta.
#[derive(Default)]
pub struct Gamma;

#[hotswap::plugin(imports = Deps, exports = dyn Offers)]
impl Plugin for Gamma {
    fn on_load(&self, _data: &LiveData) -> hotswap::Result<()> {
        println!("gamma: loaded, after beta");
        Ok(())
    }

    fn on_free(&self) {
        println!("gamma: gone, before beta");
    }
}

impl Offers for Gamma {
    fn offer(&self, order: Order) -> String {
        let what = format!("{} × {}", order.count, order.thing);
        match Self::imports().beta.total(order) {
            Ok(total) => format!("{what}: {}.{:02}", total / 100, total % 100),
            Err(error) => format!("{what}: {error}"),
        }
    }
}
