//! The price list. Change a price while the host runs: beta and gamma are re-created with the new list, although they
//! were not built again.

use hotswap::prelude::*;
use trine_api::Prices;

/// Imports no other plugin.
#[derive(Default)]
pub struct Alpha;

#[hotswap::plugin(exports = dyn Prices)]
impl Plugin for Alpha {
    fn on_load(&self, _data: &LiveData) -> hotswap::Result<()> {
        println!("alpha: loaded");
        Ok(())
    }

    fn on_free(&self) {
        println!("alpha: gone");
    }
}

impl Prices for Alpha {
    fn price(&self, thing: &str) -> Option<u64> {
        match thing {
            "lamp" => Some(19_90),
            "rope" => Some(4_50),
            _ => None,
        }
    }
}
