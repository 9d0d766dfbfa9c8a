#[derive(hotswap::Abi)]
#[hotswap(krate = hotswap)]
struct Job<'a> {
    name: &'a str,
    then: fn(),
    #[hotswap(recursiv)]
    next: Option<Box<Job<'a>>>,
}

fn main() {}
