use hotswap::prelude::*;

use std::rc::Rc;
use std::sync::{Arc, Mutex};

#[plugin_fn]
fn count(_counter: Arc<Mutex<u32>>) -> Rc<u32> {
    Rc::new(1)
}

fn main() {}
