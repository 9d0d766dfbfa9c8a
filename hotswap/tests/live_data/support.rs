//! What the tests share: types with every kind of value, and memory that is counted.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// A type that contains itself in every way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Tree {
    Nothing,
    Leaf(Leaf),
    Pair(Box<Tree>, Option<Box<Tree>>),
    Named(BTreeMap<String, Tree>),
    Numbered(BTreeMap<i64, Tree>),
    Branch { name: String, below: Vec<Tree> },
    Bytes(#[serde(with = "serde_bytes")] Vec<u8>),
    Scalars(Scalars),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Leaf(pub(crate) u64);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Scalars {
    flag: bool,
    letter: char,
    small: i8,
    wide: i128,
    half: f32,
    whole: f64,
    unit: (),
    list: [u16; 3],
}

fn scalars() -> impl Strategy<Value = Scalars> {
    // Floats that any decimal notation holds exactly.
    let parts = (any::<(bool, char, i8, i128, i16, i32, [u16; 3])>(),);
    parts.prop_map(
        |((flag, letter, small, wide, half, whole, list),)| Scalars {
            flag,
            letter,
            small,
            wide,
            half: f32::from(half) / 8.0,
            whole: f64::from(whole) / 1024.0,
            unit: (),
            list,
        },
    )
}

/// Trees of all kinds.
pub(crate) fn trees() -> impl Strategy<Value = Tree> {
    use proptest::collection::{btree_map, vec};
    let leaf = prop_oneof![
        Just(Tree::Nothing),
        any::<u64>().prop_map(|n| Tree::Leaf(Leaf(n))),
        any::<Vec<u8>>().prop_map(Tree::Bytes),
        scalars().prop_map(Tree::Scalars),
    ];
    leaf.prop_recursive(6, 60, 5, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let name = prop_oneof![any::<String>(), Just("$hex".to_owned())];
        prop_oneof![
            (boxed.clone(), proptest::option::of(boxed)).prop_map(|(a, b)| Tree::Pair(a, b)),
            btree_map(name.clone(), inner.clone(), 0..4).prop_map(Tree::Named),
            btree_map(any::<i64>(), inner.clone(), 0..4).prop_map(Tree::Numbered),
            (name, vec(inner, 0..4)).prop_map(|(name, below)| Tree::Branch { name, below }),
        ]
    })
}

#[global_allocator]
static COUNTING: test_kit::Counting = test_kit::Counting;
