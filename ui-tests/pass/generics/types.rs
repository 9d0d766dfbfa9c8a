//! Generic types, and functions that name what they are generic over.

use hotswap::prelude::*;

#[derive(hotswap::Abi)]
struct Page<T, const N: usize = 10>
where
    T: Clone,
{
    items: [Option<T>; N],
    next: Option<Box<Page<T, N>>>,
}

#[derive(hotswap::Abi)]
enum Either<A, B = A> {
    Left(A),
    Right(Vec<B>),
}

#[plugin_fn]
fn first(page: Page<String, 2>) -> Either<String, u8> {
    let [first, _] = page.items;
    match first {
        Some(first) => Either::Left(first),
        None => Either::Right(vec![]),
    }
}

fn main() {}
