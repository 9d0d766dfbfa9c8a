//! What host and plugin share.

use std::future::poll_fn;
use std::task::Poll;

#[hotswap::interface]
pub trait Bench {
    fn add_sync(&self, a: u64, b: u64) -> u64;
    async fn add(&self, a: u64, b: u64) -> u64;
    async fn greet(&self, name: &str) -> String;
    async fn pause(&self, n: u64) -> u64;
    async fn large(&self, n: u64) -> u64;
}

pub struct Plain;

/// Lets others run `n` times. A task that is polled in a loop need not be woken.
pub async fn pause(n: u64) -> u64 {
    let mut left = n;
    poll_fn(|_| match left {
        0 => Poll::Ready(n),
        _ => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

impl Bench for Plain {
    fn add_sync(&self, a: u64, b: u64) -> u64 {
        a ^ b.rotate_left(3)
    }

    async fn add(&self, a: u64, b: u64) -> u64 {
        a ^ b.rotate_left(3)
    }

    async fn greet(&self, name: &str) -> String {
        let mut text = String::with_capacity(32);
        text.push_str("hello ");
        text.push_str(name);
        text
    }

    async fn pause(&self, n: u64) -> u64 {
        pause(n).await
    }

    async fn large(&self, n: u64) -> u64 {
        let numbers = [n; 64];
        pause(1).await;
        numbers.iter().sum()
    }
}
