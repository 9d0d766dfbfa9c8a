#[derive(hotswap::Abi)]
struct Job {
    name: String,
}

impl Drop for Job {
    fn drop(&mut self) {}
}

#[derive(hotswap::Abi)]
enum Page<T: Clone> {
    Empty,
    Full(Vec<T>),
}

impl<T: Clone> Drop for Page<T> {
    fn drop(&mut self) {}
}

fn main() {}
