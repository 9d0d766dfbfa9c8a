use hotswap::prelude::*;

#[plugin_fn]
fn first<T>(_items: Vec<T>)
where
    T: Clone,
{
}

fn main() {}
