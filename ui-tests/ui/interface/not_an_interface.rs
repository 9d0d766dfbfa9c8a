use hotswap::prelude::*;


pub trait Plain: Send + Sync {
    fn method(&self);
}

#[hotswap::interface]
pub trait Shop {
    fn method(&self, plain: Obj<dyn Plain>);
    fn lent(&self, plain: &Obj<dyn Plain>, all: Vec<Obj<dyn Plain>>);
}

#[plugin_fn]
fn plain(_: Obj<dyn Plain>) {}

#[plugin_fn]
fn more_bounds(_: Obj<dyn Shop + Send>) {}

fn main() {}
