//! A plugin that makes itself, and holds what is shared between threads.

use hotswap::prelude::*;
use std::sync::Mutex;

struct World(Mutex<Vec<String>>);

impl Default for World {
    fn default() -> Self {
        Self(Mutex::new(vec!["first".to_owned()]))
    }
}

#[hotswap::plugin]
impl Plugin for World {
    fn on_free(&self) {
        self.0.lock().unwrap().clear();
    }
}

fn main() {}
