//! The plugin: it fills one slot, and writes to another. Edit it while the host runs.

use hotswap::prelude::*;
use kitchen_api::{Cook, Menu};

/// One value of it is made for each build that is loaded.
#[derive(Default)]
pub struct Kitchen;

#[hotswap::plugin]
impl Plugin for Kitchen {
    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        let menu = vault.extension::<dyn Menu>()?; // the host's
        menu.offer("soup");
        menu.offer("pancakes");
        vault.set_extension::<dyn Cook>(Obj::new(Chef)) // ours
    }
}

/// What the host calls.
struct Chef;

impl Cook for Chef {
    fn cook(&self, dish: &str) -> hotswap::Result<String> {
        Ok(format!("a plate of {dish}"))
    }
}
