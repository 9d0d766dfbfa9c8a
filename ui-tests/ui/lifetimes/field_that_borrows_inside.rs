#[derive(hotswap::Abi)]
enum Words {
    Many(Vec<&'static str>),
    Changed { word: Option<&'static mut String> },
}

fn main() {}
