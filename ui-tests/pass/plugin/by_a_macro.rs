//! A plugin that a macro writes, with all of its parts given.

macro_rules! plugin {
    ($of:path, $name:ident, $ty:ty) => {
        #[derive(Default)]
        struct $name;

        #[hotswap::plugin]
        impl $of for $ty {}
    };
}

plugin!(hotswap::Plugin, World, World);

fn main() {}
