
#[hotswap::interface(name = "x")]
pub trait Named {}

#[hotswap::interface]
pub trait Recursive {
    #[hotswap(recursiv)]
    fn method(&self);
    #[hotswap(recursive = true)]
    fn other(&self);
}

fn main() {}
