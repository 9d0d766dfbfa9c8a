#[hotswap::interface]
pub trait Store {
    async fn get(&self, key: &str) -> String;
    fn len(&self) -> u64;
}

struct Memory;

impl Store for Memory {
    fn get(&self, key: &str) -> String {
        key.to_owned()
    }
    async fn len(&self) -> u64 {
        0
    }
}

fn main() {}
