
#[hotswap::interface]
pub unsafe trait Unsafe {
    fn safe(&self);
}

#[hotswap::interface]
pub trait Methods {
    unsafe fn careful(&self);
    extern "C" fn foreign(&self);
    #[cfg(unix)]
    fn sometimes(&self);
}

fn main() {}
