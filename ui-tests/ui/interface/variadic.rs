#[hotswap::interface]
pub trait Shop {
    unsafe extern "C" fn sell(&self, items: ...);
}

fn main() {}
