use hotswap::prelude::*;

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job)]
fn run() {}

#[live_type(dyn Job)]
trait Other {}

struct Fire;

#[live_type(dyn Job)]
impl Job for Fire {
    fn run(&self) {}
}

#[live_type(dyn Job)]
union Both {
    a: u32,
    b: i32,
}

#[live_type(dyn Job)]
type Alias = Fire;

#[live_type(dyn Job)]
mod inner {}

impl Fire {
    #[live_type(dyn Job)]
    fn method(&self) {}
}

trait Burning {
    #[live_type(dyn Job)]
    fn method(&self);
}

fn main() {}
