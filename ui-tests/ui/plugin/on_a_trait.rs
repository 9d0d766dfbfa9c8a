#[hotswap::plugin]
trait World {}

fn main() {}
