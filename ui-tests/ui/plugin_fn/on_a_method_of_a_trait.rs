use hotswap::prelude::*;

trait Hum {
    #[plugin_fn]
    fn hum(repeat: u32) -> String;
}

fn main() {}
