use hotswap::prelude::*;

#[hotswap::interface]
pub trait Store {
    async fn get(&self, key: &str) -> String;
}

fn caller(store: &Obj<dyn Store>) -> String {
    store.get("key")
}

fn main() {}
