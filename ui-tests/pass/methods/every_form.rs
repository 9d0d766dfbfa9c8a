//! Methods that are called by name, in every form that they may have.

#![deny(warnings)]

mod other {
    pub use hotswap as renamed;
}

use std::sync::Arc;

use hotswap::prelude::*;

#[derive(Default)]
pub struct World {
    size: u32,
}

#[hotswap::plugin]
impl Plugin for World {}

/// Some of them.
#[hotswap::methods]
#[allow(clippy::needless_pass_by_value)]
impl World {
    /// How large it is.
    #[plugin_fn]
    pub fn size(&self) -> u32 {
        self.size
    }

    #[hotswap::plugin_fn(name = "named")]
    #[live_fn]
    fn both(self: &Self, text: &str, list: &[u8]) -> hotswap::Result<String> {
        Ok(format!("{text}{list:?}"))
    }

    #[plugin_fn]
    async fn later(&self, text: &str) -> String {
        text.to_owned()
    }

    #[plugin_fn]
    fn shared(self: Arc<Self>) {}

    #[live_fn]
    async fn shared_later(self: std::sync::Arc<Self>, text: String) -> String {
        text
    }

    #[plugin_fn]
    fn without(number: u32) -> u32 {
        number + Self::MORE
    }

    const MORE: u32 = 1;

    fn plain(&mut self) -> Option<Self> {
        self.size += 1;
        None
    }

    #[cfg(any())]
    #[plugin_fn]
    fn never(&self) -> Missing {}

    #[cfg(all())]
    #[plugin_fn]
    fn always<'a>(&'a self, _text: &'a str) {}

    #[deprecated]
    #[plugin_fn]
    fn old(&self) {}
}

mod elsewhere {
    use super::{Plugin as _, World};

    #[hotswap::methods(crate = crate::other::renamed)]
    impl World {
        #[hotswap::live_fn]
        fn whoami(&self) -> String {
            self.context().name().to_owned()
        }
    }
}

fn main() {
    let mut world = World::default();
    world.plain();
    assert_eq!(world.size(), 1);
}
