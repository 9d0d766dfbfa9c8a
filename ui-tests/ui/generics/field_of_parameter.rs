use std::rc::Rc;

#[derive(hotswap::Abi)]
struct Shared<T> {
    item: Rc<T>,
}

fn main() {}
