//! A plugin whose type is in another module, and whose trait is not imported.

mod inner {
    #[derive(Default)]
    pub(super) struct World<T>(pub(super) T);
}

#[hotswap::plugin]
impl hotswap::Plugin for inner::World<u8> {}

fn main() {
    let _ = inner::World(1u8).0;
}
