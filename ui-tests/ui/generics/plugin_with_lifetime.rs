struct World<'a>(&'a str);

#[hotswap::plugin]
impl<'a> hotswap::Plugin for World<'a> {}

fn main() {}
