use std::rc::Rc;
use std::sync::Mutex;

use hotswap::prelude::*;

#[hotswap::interface]
pub trait Store {
    async fn get(&self, key: &str) -> String;
    async fn twice(&self, key: &str) -> String {
        let both = Rc::new([self.get(key).await, self.get(key).await]);
        self.get(&both[0]).await
    }
}

struct Locked(Mutex<String>);

impl Store for Locked {
    async fn get(&self, key: &str) -> String {
        let guard = self.0.lock().unwrap();
        rest(key).await;
        guard.clone()
    }
}

async fn rest(_key: &str) {}

#[plugin_fn]
async fn count(text: &str) -> usize {
    let shared = Rc::new(text.len());
    rest(text).await;
    *shared
}

fn main() {}
