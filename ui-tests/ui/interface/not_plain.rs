
#[hotswap::interface]
pub unsafe trait Unsafe {
    fn safe(&self);
}

#[hotswap::interface]
pub trait Methods {
    async fn later(&self);
    unsafe fn careful(&self);
    extern "C" fn foreign(&self);
    #[cfg(unix)]
    fn sometimes(&self);
}

fn main() {}
