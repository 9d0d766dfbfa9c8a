use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods]
struct Moon;

#[hotswap::methods]
fn shine() {}

#[hotswap::methods]
trait Shine {}

fn main() {}
