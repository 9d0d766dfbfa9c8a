//! A view of a text does not keep it alive, so whoever reads it says why it is.

use hotswap::abi::AbiArg;
use hotswap::raw::RawStr;

fn main() {
    let mut view = RawStr::new(&String::from("gone"));
    let text = <&str as AbiArg<'_>>::get(&mut view);
    println!("{text}");
}
