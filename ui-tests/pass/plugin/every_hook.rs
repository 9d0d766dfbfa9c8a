//! A plugin with every hook.

use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {
    fn reloadable(&self) -> bool {
        false
    }

    fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
        let _: Option<u32> = data.unwrap()?;
        Ok(())
    }

    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        vault.live_fn("greet")?.call(("Bob",))
    }

    fn on_free(&self) {}
}

fn main() {}
