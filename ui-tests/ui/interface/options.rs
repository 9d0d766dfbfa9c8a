
#[hotswap::interface(name = "x")]
pub trait Named {}

#[hotswap::interface]
pub trait Recursive {
    #[hotswap(recursiv)]
    fn method(&self);
    #[hotswap(recursive = true)]
    fn other(&self);
}

#[hotswap::interface]
#[hotswap(recursive)]
pub trait OnTheTrait {
    fn method(&self);
}

fn main() {}
