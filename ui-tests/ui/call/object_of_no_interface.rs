use hotswap::prelude::*;

trait Plain: Send + Sync {
    fn run(&self);
}

impl Plain for u8 {
    fn run(&self) {}
}

fn new() {
    Obj::<dyn Plain>::new(1u8);
    let _: Obj<dyn Plain> = Obj::new(1u8);
}

fn from_fn() {
    let _: Obj<dyn Fn(u32)> = Obj::from_fn(|_| ());
}

fn main() {}
