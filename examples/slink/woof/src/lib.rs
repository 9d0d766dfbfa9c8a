//! The plugin of a dog. It is the same crate, loaded or linked: step into `live_woof` with a debugger.

use hotswap::prelude::*;

/// The plugin.
#[derive(Debug, Default)]
pub struct Woof;

#[hotswap::plugin]
impl Plugin for Woof {
    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        println!("woof: ready, among {:?}", vault.live_fn_names()?);
        Ok(())
    }

    fn on_free(&self) {
        println!("woof: gone");
    }
}

/// Barks.
#[live_fn]
fn live_woof(times: u32) -> String {
    let bark = "woof ";
    bark.repeat(times as usize)
}

/// Does what no dog should.
#[live_fn]
fn live_bite(whom: &str) {
    panic!("the dog has bitten {whom}");
}
