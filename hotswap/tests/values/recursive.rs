//! Types that contain themselves, or each other.

use std::collections::BTreeMap;

use hotswap::Abi;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::support::crosses;

#[derive(Abi, Clone, Debug, PartialEq)]
struct Tree {
    name: String,
    children: Vec<Tree>,
}

#[derive(Abi, Clone, Debug, PartialEq)]
struct BySelf {
    next: Option<Box<Self>>,
    n: u8,
}

#[derive(Abi, Clone, Debug, PartialEq)]
struct List<T> {
    head: T,
    tail: Option<Box<List<T>>>,
}

#[derive(Abi, Clone, Debug, PartialEq)]
enum Json {
    Null,
    Number(f64),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
    Pair(Box<(Json, [Option<Json>; 2])>),
}

#[derive(Abi, Clone, Debug, PartialEq)]
struct Folder {
    entries: Vec<Entry>,
}

#[derive(Abi, Clone, Debug, PartialEq)]
enum Entry {
    File(u64),
    Sub {
        name: String,
        #[hotswap(recursive)]
        folder: Box<Folder>,
    },
}

/// Holds itself by way of a generic type.
#[derive(Abi, Clone, Debug, PartialEq)]
struct Account {
    wrapped: Wrapper<Account>,
    balance: i64,
}

#[derive(Abi, Clone, Debug, PartialEq)]
struct Wrapper<T> {
    inner: Vec<T>,
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = any::<String>().prop_map(|name| Tree {
        name,
        children: vec![],
    });
    leaf.prop_recursive(5, 40, 5, |inner| {
        (any::<String>(), vec(inner, 0..5)).prop_map(|(name, children)| Tree { name, children })
    })
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![Just(Json::Null), (-1e9..1e9).prop_map(Json::Number)];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::Array),
            btree_map(any::<String>(), inner.clone(), 0..4).prop_map(Json::Object),
            (inner.clone(), inner).prop_map(|(a, b)| Json::Pair(Box::new((a, [Some(b), None])))),
        ]
    })
}

fn folder() -> impl Strategy<Value = Folder> {
    let file = any::<u64>().prop_map(Entry::File);
    let entry = file.prop_recursive(4, 40, 4, |inner| {
        (any::<String>(), vec(inner, 0..4)).prop_map(|(name, entries)| Entry::Sub {
            name,
            folder: Box::new(Folder { entries }),
        })
    });
    vec(entry, 0..4).prop_map(|entries| Folder { entries })
}

fn account() -> impl Strategy<Value = Account> {
    let leaf = any::<i64>().prop_map(|balance| Account {
        wrapped: Wrapper { inner: vec![] },
        balance,
    });
    leaf.prop_recursive(4, 30, 4, |inner| {
        (any::<i64>(), vec(inner, 0..4)).prop_map(|(balance, inner)| Account {
            wrapped: Wrapper { inner },
            balance,
        })
    })
}

crossing! {
    a_tree_crosses: tree();
    a_recursive_enum_crosses: json();
    types_that_hold_each_other_cross: folder();
    a_type_inside_a_generic_inside_itself_crosses: account();
}

#[test]
fn a_generic_list_crosses() {
    let list = (0..100).fold(None, |tail, n| {
        Some(Box::new(List {
            head: n.to_string(),
            tail,
        }))
    });
    crosses(&list.unwrap());
}

#[test]
fn a_type_that_calls_itself_self_crosses() {
    let end = BySelf { next: None, n: 1 };
    crosses(&BySelf {
        next: Some(Box::new(end)),
        n: 2,
    });
}
