//! Types of every form that can cross.

use hotswap::Abi;
use std::fmt::Debug;

#[derive(Abi)]
pub struct Named<T: Debug, const N: usize = 3>
where
    T: Clone,
{
    pub items: [T; N],
    pub r#type: (u8, Option<T>),
}

#[derive(Abi)]
struct Tuple(String, Unit);

#[derive(Abi)]
struct Unit;

#[derive(Abi)]
enum Tree<T> {
    Leaf,
    Node(Box<Tree<T>>, T),
    Many {
        list: Vec<Self>,
        pair: (Option<Box<Self>>, T),
    },
}

#[derive(Abi)]
struct Folder {
    entries: Vec<Entry>,
}

#[derive(Abi)]
enum Entry {
    File(#[cfg(any())] Missing, #[cfg(not(any()))] u8),
    #[cfg(any())]
    LeftOut(Missing),
    Sub(#[hotswap(recursive)] Folder),
}

macro_rules! generated {
    ($name:ident { $($field:ident: $ty:ty),* }) => {
        #[derive(Abi)]
        struct $name { $($field: $ty),* }
    };
}

generated!(Generated { next: Option<Box<Generated>>, tree: Tree<u8> });

fn main() {}
