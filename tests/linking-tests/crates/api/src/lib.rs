//! The interfaces that the plugins of the tests and their host share.

use hotswap::Obj;

/// A counter that knows its plugin.
#[hotswap::interface]
pub trait Counter {
    /// The plugin that it was made by.
    fn maker(&self) -> String;

    /// Adds `by`, and gives the sum.
    fn add(&self, by: u64) -> u64;

    /// Another counter of the same plugin.
    fn another(&self) -> Obj<dyn Counter>;

    /// Panics.
    fn fall(&self) -> hotswap::Result<()>;
}

/// Something of the host that plugins call.
#[hotswap::interface]
pub trait Sink {
    /// Takes a counter and keeps it.
    fn take(&self, counter: Obj<dyn Counter>);
}

/// Work that may be done later.
#[hotswap::interface]
pub trait Job {
    /// Does it, and tells who has.
    fn run(&self) -> String;
}

/// Something of the host that plugins wait for.
#[hotswap::interface]
pub trait Bell {
    /// Waits until it rings, and tells whether that was asked by a plugin, at each turn.
    async fn rings(&self) -> Vec<bool>;
}

/// Something that waits.
#[hotswap::interface]
pub trait Waiter {
    /// Waits for the bell, and tells who has.
    async fn wait(&self, bell: &Obj<dyn Bell>) -> String;
}
