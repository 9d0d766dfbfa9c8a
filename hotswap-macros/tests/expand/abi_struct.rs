#[derive(Abi)]
struct Page<T: Clone, const N: usize> {
    items: [T; N],
    r#type: String,
    next: Option<Box<Self>>,
    #[hotswap(recursive)]
    folder: Folder,
}
