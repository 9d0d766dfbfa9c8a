use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[hotswap::interface]
pub trait Timer {}

pub struct Sun;
pub struct Moon;
pub struct Mars;
pub struct Venus;
pub struct Pluto;
pub struct Earth;
pub struct Saturn;
pub struct Uranus;

#[derive(Imports)]
struct Deps {
    clock: Obj<dyn Clock>,
}

#[hotswap::plugin(exports = Obj<dyn Clock>, imports = Deps)]
impl Plugin for Sun {}

fn uses() -> u64 {
    Sun::imports().clock.now()
}

#[hotswap::plugin(exports = &dyn Clock)]
impl Plugin for Moon {}

#[hotswap::plugin(exports = [dyn Clock, dyn Timer])]
impl Plugin for Mars {}

#[hotswap::plugin(exports = dyn Clock + Timer)]
impl Plugin for Venus {}

#[hotswap::plugin(exports = dyn Clock, exports = dyn Timer)]
impl Plugin for Pluto {}

#[hotswap::plugin(exports(dyn Clock))]
impl Plugin for Earth {}

#[hotswap::plugin(exports = "Clock")]
impl Plugin for Saturn {}

#[hotswap::plugin(dyn Clock)]
impl Plugin for Uranus {}

fn main() {}
