//! What crosses is generated, with C layout: how the type itself is laid out is its own matter.

use hotswap::Abi;

#[derive(Abi)]
#[repr(C)]
struct AsInC {
    small: u8,
    large: u64,
}

#[derive(Abi)]
#[repr(C, packed)]
struct Packed {
    small: u8,
    text: String,
}

#[derive(Abi)]
#[repr(transparent)]
struct Transparent(Vec<u8>);

#[derive(Abi)]
#[repr(align(64))]
struct Aligned(u8);

#[derive(Abi)]
#[repr(u8)]
enum Numbered {
    One = 1,
    Five = 5,
}

#[derive(Abi)]
#[repr(C, i16)]
enum Tagged {
    Text(String),
    Nothing {},
}

fn main() {}
