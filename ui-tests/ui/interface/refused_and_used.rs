use hotswap::prelude::*;

// Each error is one, where it is made; those who implement, make and call have none.
#[hotswap::interface]
pub unsafe trait Unsafe {
    fn safe(&self);
}

unsafe impl Unsafe for u8 {
    fn safe(&self) {}
}

#[hotswap::interface]
pub auto trait Auto {}

#[hotswap::interface]
pub trait Generic {
    fn put<T>(&self, item: T) -> T;
    async fn later(&self) -> u32 {
        self.put(1)
    }
    fn with(&self, then: impl Fn(u32)) {
        then(self.put(1));
    }
}

impl Generic for u8 {
    fn put<T>(&self, item: T) -> T {
        item
    }
}

#[plugin_fn]
fn generic() -> Obj<dyn Generic> {
    let object = Obj::<dyn Generic>::new(1u8);
    object.with(|n| assert_eq!(object.put(n), n));
    object
}

fn main() {
    Obj::<dyn Unsafe>::new(1u8).safe();
}
