use std::sync::{Arc, Mutex};

#[derive(hotswap::Abi)]
struct Job {
    done: Arc<Mutex<bool>>,
    again: Arc<Mutex<bool>>,
}

fn main() {}
