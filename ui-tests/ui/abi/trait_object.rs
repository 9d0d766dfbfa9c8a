use std::fmt::Debug;
use std::sync::Arc;

trait Clock {}

#[derive(hotswap::Abi)]
struct Job {
    run: Box<dyn Fn()>,
    clock: Arc<dyn Clock>,
    shown: Vec<Box<dyn Debug>>,
}

fn main() {}
