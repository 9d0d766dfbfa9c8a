use hotswap::prelude::*;

#[hotswap::interface(name = "clock")]
pub trait Clock {
    fn set(&mut self, to: fn(), by: &'static str) -> &str;
    fn later(&self, then: Box<dyn Fn()>);
}

#[derive(Imports)]
pub struct Deps<T> {
    clock: Option<Obj<dyn Clock>>,
    #[hotswap(optinal)]
    spare: T,
}

#[live_type(name = "", verison = 2, upgrade)]
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Fire<'a>(&'a str);

#[hotswap::plugin(import = Deps, exports = Clock)]
impl<T> Plugin for World<T> {}

pub struct World<T>(T);

fn main() {}
