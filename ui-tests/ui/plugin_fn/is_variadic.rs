use hotswap::prelude::*;

#[plugin_fn]
unsafe extern "C" fn sum(_numbers: ...) {}

#[plugin_fn]
unsafe extern "C" fn print(format: &str, mut numbers: ...) -> String {
    let number: u32 = unsafe { numbers.arg() };
    format.replace("{}", &number.to_string())
}

fn main() {}
