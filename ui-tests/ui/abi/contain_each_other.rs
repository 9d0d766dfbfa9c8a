#[derive(hotswap::Abi)]
struct Folder {
    files: Vec<File>,
}

#[derive(hotswap::Abi)]
struct File {
    folder: Option<Box<Folder>>,
}

fn main() {}
