use hotswap::prelude::*;

#[plugin_fn]
fn hum() {}

mod other {
    use hotswap::prelude::*;

    #[plugin_fn]
    fn hum(_repeat: u32) {}
}

fn main() {}
