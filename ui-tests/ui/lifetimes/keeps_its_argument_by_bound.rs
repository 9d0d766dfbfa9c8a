use hotswap::prelude::*;

#[plugin_fn]
fn bound<'a>(_name: &'a str)
where
    'a: 'static,
{
}

fn main() {}
