use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

type Maybe = Option<Obj<dyn Clock>>;
type Nothing = ();

#[derive(Imports)]
pub struct Deps {
    silent: Maybe,
    #[hotswap(optional)]
    certain: Nothing,
    #[hotswap(order_only)]
    object: Maybe,
}

fn main() {}
