use std::future::{Future, ready};

use hotswap::prelude::*;

#[derive(hotswap::Abi, Clone)]
pub struct Job {
    name: String,
}

#[hotswap::interface]
pub trait Store {
    async fn nothing(&self);
    async fn get<'a>(&'a self, key: &'a str, _: u32) -> Option<String>;
    async fn jobs(&self, jobs: &[Job], other: &Obj<dyn Store>) -> hotswap::Result<Vec<Job>>;
    /// With a body, whose arguments are patterns.
    async fn twice(&self, mut count: u32, (a, b): (u32, u32)) -> hotswap::Result<u32> {
        count *= 2;
        if self.get("key", a).await.is_none() {
            return Ok(b);
        }
        let parsed: u32 = "7".parse()?;
        Ok(count + parsed)
    }
    async fn itself(&self) -> Obj<dyn Store>;
    #[hotswap(recursive)]
    async fn other(&self, other: Obj<dyn Other>) -> Option<Obj<dyn Other>> {
        self.nothing().await;
        Some(other)
    }
    fn plain(&self) -> u32;
}

#[hotswap::interface]
pub trait Other {
    #[hotswap(recursive)]
    async fn store(&self) -> Obj<dyn Store>;
}

#[derive(Clone)]
struct Memory;

impl Store for Memory {
    async fn nothing(&self) {}
    async fn get<'a>(&'a self, key: &'a str, _: u32) -> Option<String> {
        ready(()).await;
        Some(key.to_owned())
    }
    // A future may be returned as well.
    fn jobs(
        &self,
        jobs: &[Job],
        _other: &Obj<dyn Store>,
    ) -> impl Future<Output = hotswap::Result<Vec<Job>>> + Send {
        ready(Ok(jobs.to_vec()))
    }
    async fn itself(&self) -> Obj<dyn Store> {
        Obj::new(self.clone())
    }
    fn plain(&self) -> u32 {
        1
    }
}

#[plugin_fn]
async fn fetch(address: &str, jobs: &[Job], store: Obj<dyn Store>) -> hotswap::Result<String> {
    store.jobs(jobs, &store).await?;
    Ok(address.to_owned())
}

#[live_fn(name = "rest for a while")]
async fn rest() {}

fn send<T: Send>(future: T) -> T {
    future
}

async fn caller(store: Obj<dyn Store>) -> hotswap::Result<u32> {
    let key = String::from("key");
    let _ = send(store.get(&key, 1)).await;
    send(store.twice(1, (2, 3))).await
}

fn main() {
    drop(send(caller(Obj::new(Memory))));
}
