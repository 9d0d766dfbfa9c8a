use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods]
impl World {
    #[plugin_fn]
    fn end(self) {}

    #[plugin_fn]
    fn end_boxed(self: Box<Self>) {}

    #[plugin_fn]
    fn end_pinned(self: std::pin::Pin<&Self>) {}
}

fn main() {}
