//! The plugin: change it while the host runs.

use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::prelude::*;

use {{crate}}_api::Greeter;

/// Keep state in the fields: they are dropped when the plugin is replaced. Statics are never dropped.
#[derive(Default)]
pub struct Hello {
    greeted: AtomicU64,
}

#[hotswap::plugin(exports = dyn Greeter)]
impl Plugin for Hello {}

impl Greeter for Hello {
    fn greet(&self, name: &str) -> String {
        self.greeted.fetch_add(1, Ordering::Relaxed);
        format!("hello {name}")
    }
}

#[hotswap::methods]
impl Hello {
    /// The host calls it by name: `plugin.invoke::<u64>("greeted", ())`.
    #[plugin_fn]
    fn greeted(&self) -> u64 {
        self.greeted.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use hotswap::testing::Harness;

    use super::*;

    // The harness plays the host. `hotswap::testing` says how to give imports and extensions.
    #[test]
    fn people_are_greeted_by_name_and_counted() {
        Harness::<Hello>::new().run(|hello| {
            assert_eq!(hello.greet("Ada"), "hello Ada");
            assert_eq!(hello.greeted(), 1);
        });
    }
}
