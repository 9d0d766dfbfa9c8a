use std::marker::PhantomData;

#[derive(hotswap::Abi)]
struct Id<T> {
    number: u64,
    of: PhantomData<T>,
}

fn main() {}
