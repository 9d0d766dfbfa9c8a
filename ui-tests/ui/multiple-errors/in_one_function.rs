use hotswap::prelude::*;

#[plugin_fn(nam = "hum", crate = 5)]
async unsafe extern "C" fn hum<T>(_first: *const T, _second: &mut u8, _third: &'static str) -> &'static str {
    ""
}

fn main() {}
