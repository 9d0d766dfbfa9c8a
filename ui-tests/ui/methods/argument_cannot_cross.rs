use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods]
impl World {
    #[plugin_fn]
    fn sing(&self, text: &String, next: std::rc::Rc<u8>) -> u64 {
        0
    }

    #[plugin_fn]
    async fn wait(&self) {
        let local = std::rc::Rc::new(1);
        std::future::ready(()).await;
        drop(local);
    }
}

fn main() {}
