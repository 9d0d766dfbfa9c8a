use hotswap::prelude::*;

trait World {}

#[hotswap::plugin]
impl Plugin for () {}

#[hotswap::plugin]
impl Plugin for [u8; 3] {}

#[hotswap::plugin]
impl Plugin for dyn World {}

#[hotswap::plugin]
impl Plugin for &u8 {}

#[hotswap::plugin]
impl Plugin for str {}

#[hotswap::plugin]
impl Plugin for _ {}

fn main() {}
