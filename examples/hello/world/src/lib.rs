//! The plugin: business logic and nothing else. Edit it while the host runs.

use hotswap::prelude::*;

/// One value of it is made for each build that is loaded.
#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {
    fn on_load(&self, _data: &LiveData) -> hotswap::Result<()> {
        println!("world: loaded");
        Ok(())
    }

    fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
        println!("world: ready");
        Ok(())
    }

    fn on_free(&self) {
        println!("world: gone");
    }
}

/// Called by name in this plugin: `plugin.invoke("hum", (2u32,))`.
#[plugin_fn]
fn hum(repeat: u32) -> String {
    "hum ".repeat(repeat as usize)
}

/// Called by name across all plugins: `vault.live_fn("greet")`.
#[live_fn]
fn greet(name: &str) -> hotswap::Result<String> {
    Ok(format!("hello {name}"))
}
