use std::borrow::Cow;

#[derive(hotswap::Abi)]
struct Line<'a> {
    text: Cow<'a, str>,
}

#[derive(hotswap::Abi)]
struct Word {
    text: &'static str,
}

fn main() {}
