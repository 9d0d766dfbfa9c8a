//! What the host and its plugins share.

use hotswap::prelude::*;

#[derive(hotswap::Abi, Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub values: Vec<u32>,
}

/// What a plugin exports.
#[hotswap::interface]
pub trait Store {
    /// The version of the code that runs.
    async fn version(&self) -> u32;
    /// Ready at once.
    async fn add(&self, a: u64, b: u64) -> u64;
    /// Borrows all that it takes, also while it waits.
    async fn join(&self, gate: &Obj<dyn Gate>, words: &[String], between: &str) -> String;
    /// Has a body of its own, which calls others.
    async fn twice(&self, key: &str) -> hotswap::Result<Entry> {
        let first = self.entry(key).await?;
        let second = self.entry(&first.key).await?;
        let values = [first.values, second.values].concat();
        Ok(Entry {
            key: second.key,
            values,
        })
    }
    /// Waits once, and gives a value of a derived type.
    async fn entry(&self, key: &str) -> hotswap::Result<Entry>;
    /// Waits at the gate, and says which version has waited.
    async fn wait(&self, gate: Obj<dyn Gate>) -> u32;
    /// Waits at the gate `n` times at once, each with a waker of the plugin's own.
    async fn wait_for_all(&self, gate: Obj<dyn Gate>, n: u32) -> u32;
    /// Is too large for the caller's place, also while it waits.
    async fn sum(&self, gate: Obj<dyn Gate>, n: u64) -> u64;
    /// Fails as it is told: `error`, `panic`; after it has waited, if `gate` says so.
    async fn fail(&self, how: &str, gate: Option<Obj<dyn Gate>>) -> hotswap::Result<u32>;
    /// Panics where there is no place for an error.
    async fn panic(&self, message: &str) -> u32;
    /// Waits at the gate, and panics when it is dropped.
    async fn burst(&self, gate: Obj<dyn Gate>) -> u32;
    /// Holds `token` while it waits at the gate.
    async fn hold(&self, gate: Obj<dyn Gate>, token: Obj<dyn Token>);
    /// Pauses so often, and never clones its waker.
    async fn rest(&self, n: u32);
    /// The same, and has a clone of its waker, which it changes when it must.
    async fn keep_its_waker(&self, n: u32);
    /// Is another function than those that wait.
    fn multiply(&self, a: u64, b: u64) -> u64;
}

/// What a host offers to plugins.
#[hotswap::interface]
pub trait Gate {
    /// Waits until the gate is open, and says how often somebody has passed.
    async fn pass(&self) -> u32;
    /// Fails.
    async fn refuse(&self, how: &str) -> hotswap::Result<u32>;
}

/// Something that is dropped.
#[hotswap::interface]
pub trait Token {
    fn touch(&self);
}
