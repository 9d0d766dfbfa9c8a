#[hotswap::interface]
pub trait Store {
    async fn get(&self, key: &str) -> String;
    fn len(&self) -> u64;
}

async fn caller(store: &dyn Store) -> String {
    let _ = store.len();
    store.get("key").await
}

fn main() {}
