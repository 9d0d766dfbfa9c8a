//! One value of every type that can cross. Host and plugin each compile this file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use hotswap::{Abi, LiveData};

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) struct Everything {
    pub(crate) scalars: Scalars,
    pub(crate) containers: Containers,
    pub(crate) others: Others,
    pub(crate) generic: Generic<Generic<char, 0>, 3>,
    pub(crate) choices: Vec<Choice<String>>,
    pub(crate) many: Vec<Many>,
    pub(crate) tree: Tree,
    pub(crate) folder: Folder,
    pub(crate) units: (Unit, (), EmptyTuple, EmptyBraces),
}

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) struct Scalars {
    pub(crate) unsigned: (u8, u16, u32, u64, u128, usize),
    pub(crate) yes: bool,
    pub(crate) signed: (i8, i16, i32, i64, i128, isize),
    pub(crate) letter: char,
    pub(crate) floats: [f64; 2],
    pub(crate) short: f32,
}

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) struct Containers {
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) ring: VecDeque<(u8, String)>,
    pub(crate) some: Option<Box<u64>>,
    pub(crate) none: Option<String>,
    pub(crate) nested: Option<Option<Option<u8>>>,
    pub(crate) ok: Result<Vec<String>, u8>,
    pub(crate) err: Result<Vec<String>, u8>,
    pub(crate) hash_map: HashMap<String, Vec<i128>>,
    pub(crate) tree_map: BTreeMap<(u8, char), Box<[String; 2]>>,
    pub(crate) hash_set: HashSet<String>,
    pub(crate) tree_set: BTreeSet<Option<i64>>,
    pub(crate) twelve: (u8, u64, u8, u32, u8, u16, u8, i128, u8, String, u8, bool),
}

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) struct Others {
    pub(crate) duration: Duration,
    pub(crate) after: SystemTime,
    pub(crate) before: SystemTime,
    pub(crate) path: PathBuf,
    pub(crate) os_text: OsString,
    pub(crate) data: LiveData,
}

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) struct Generic<T, const N: usize> {
    pub(crate) small: u8,
    pub(crate) items: [Option<T>; N],
    pub(crate) more: Vec<T>,
}

#[derive(Abi, Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit;

#[derive(Abi, Clone, Copy, Debug, PartialEq)]
pub(crate) struct EmptyTuple();

#[derive(Abi, Clone, Copy, Debug, PartialEq)]
pub(crate) struct EmptyBraces {}

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) enum Choice<T> {
    Nothing,
    One(T),
    Two(u8, u64),
    Named { small: u8, value: T, large: u128 },
    Again(Box<Choice<T>>),
}

#[derive(Abi, Clone, Copy, Debug, PartialEq)]
#[rustfmt::skip]
pub(crate) enum Many {
    A, B(u8), C(u64), D, E { x: i8, y: i64 }, F, G, H, I, J, K, L, M, N, O, P, Q, R, S(u128), T,
}

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) struct Tree {
    pub(crate) depth: u8,
    pub(crate) name: String,
    pub(crate) children: Vec<Tree>,
}

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) struct Folder {
    pub(crate) small: u8,
    pub(crate) entries: Vec<Entry>,
}

#[derive(Abi, Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    File(u64),
    Sub {
        name: String,
        #[hotswap(recursive)]
        folder: Folder,
    },
}

impl Everything {
    /// A value in which everything depends on `seed`.
    pub(crate) fn sample(seed: u64) -> Self {
        Self {
            scalars: Scalars::sample(seed),
            containers: Containers::sample(seed),
            others: Others::sample(seed),
            generic: Generic {
                small: seed as u8,
                items: [
                    None,
                    Some(Generic::leaf('ß')),
                    Some(Generic::leaf(letter(seed))),
                ],
                more: vec![Generic::leaf('x'); (seed % 5) as usize],
            },
            choices: choices(seed),
            many: many(seed),
            tree: Tree::sample(seed, 3),
            folder: Folder::sample(seed, 3),
            units: (Unit, (), EmptyTuple(), EmptyBraces {}),
        }
    }

    /// Makes it the sample of the next seed, by hand: in place, by growing, by taking apart.
    pub(crate) fn advance(&mut self, seed: u64) {
        let next = Self::sample(seed + 1);
        self.scalars.clone_from(&next.scalars);
        self.containers.text.clear();
        self.containers.text.push_str(&next.containers.text);
        self.containers.bytes.resize(next.containers.bytes.len(), 0);
        self.containers
            .bytes
            .copy_from_slice(&next.containers.bytes);
        self.containers.ring.push_back((0, "grown".to_owned()));
        self.containers
            .hash_map
            .insert("new".to_owned(), vec![i128::MIN]);
        self.containers.tree_map.clear();
        let Self {
            others,
            generic,
            choices,
            many,
            tree,
            folder,
            ..
        } = next;
        self.containers = next.containers;
        self.others = others;
        self.generic.items = generic.items;
        self.generic.more.splice(.., generic.more);
        self.generic.small = generic.small;
        self.choices.reserve(100);
        self.choices.splice(.., choices);
        self.many.truncate(1);
        self.many.splice(.., many);
        self.tree = tree;
        self.folder.clone_from(&folder);
    }
}

fn letter(seed: u64) -> char {
    char::from_u32(0x1f300 + (seed % 200) as u32).unwrap_or('?')
}

fn text(seed: u64) -> String {
    format!("{seed}ß{}", letter(seed)).repeat((seed % 7) as usize)
}

impl Scalars {
    fn sample(seed: u64) -> Self {
        let wide = u128::from(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 61 | 5;
        let n = seed.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Self {
            unsigned: (n as u8, n as u16, n as u32, n, wide, n as usize),
            yes: seed % 2 == 1,
            signed: (
                n as i8,
                n as i16,
                n as i32,
                n as i64,
                -(wide as i128 >> 1),
                n as isize,
            ),
            letter: letter(seed),
            floats: [seed as f64 / 3.0, -0.0],
            short: f32::MIN_POSITIVE * seed as f32,
        }
    }
}

impl Containers {
    fn sample(seed: u64) -> Self {
        let count = (seed % 6) as u8;
        Self {
            text: text(seed),
            bytes: (0..count * 9).collect(),
            ring: (0..count).map(|n| (n, text(u64::from(n)))).collect(),
            some: Some(Box::new(seed)),
            none: None,
            nested: [None, Some(None), Some(Some(None)), Some(Some(Some(count)))]
                [seed as usize % 4],
            ok: Ok(vec![text(seed); 2]),
            err: Err(count),
            hash_map: (0..count)
                .map(|n| (text(n.into()), vec![-1; n.into()]))
                .collect(),
            tree_map: (0..count)
                .map(|n| ((n, 'k'), Box::new([text(seed), String::new()])))
                .collect(),
            hash_set: (0..count).map(|n| format!("{n}")).collect(),
            tree_set: (0..count)
                .map(|n| (n > 0).then_some(-i64::from(n)))
                .collect(),
            twelve: (1, seed, 3, 4, 5, 6, 7, -8, 9, text(seed), 11, seed % 3 < 1),
        }
    }
}

impl Others {
    fn sample(seed: u64) -> Self {
        let duration = Duration::new(seed * 1_000_003, (seed % 1_000_000_000) as u32);
        Self {
            duration,
            after: SystemTime::UNIX_EPOCH + duration,
            before: SystemTime::UNIX_EPOCH - duration,
            path: PathBuf::from(not_unicode(seed)).join("file"),
            os_text: not_unicode(seed),
            data: LiveData::wrap(&BTreeMap::from([(text(seed), [seed; 3])])).unwrap(),
        }
    }
}

#[cfg(unix)]
fn not_unicode(seed: u64) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(vec![b'a', 0xff, seed as u8 | 1])
}

#[cfg(not(unix))]
fn not_unicode(seed: u64) -> OsString {
    text(seed).into()
}

impl<T> Generic<T, 0> {
    fn leaf(value: T) -> Self {
        Self {
            small: 7,
            items: [],
            more: vec![value],
        }
    }
}

fn choices(seed: u64) -> Vec<Choice<String>> {
    vec![
        Choice::Nothing,
        Choice::One(text(seed)),
        Choice::Two(seed as u8, seed),
        Choice::Named {
            small: 1,
            value: text(seed + 1),
            large: u128::MAX - u128::from(seed),
        },
        Choice::Again(Box::new(Choice::Again(Box::new(Choice::One(text(seed)))))),
    ]
}

fn many(seed: u64) -> Vec<Many> {
    use Many::*;
    let all = [
        A,
        B(seed as u8),
        C(seed),
        D,
        E {
            x: -1,
            y: -(seed as i64),
        },
        F,
        G,
        H,
        I,
        J,
        K,
        L,
        M,
        N,
        O,
        P,
        Q,
        R,
        S(u128::from(seed) << 70),
        T,
    ];
    all.into_iter().skip((seed % 3) as usize).collect()
}

impl Tree {
    fn sample(seed: u64, depth: u8) -> Self {
        let children = if depth == 0 { 0 } else { seed % 4 };
        Self {
            depth,
            name: text(seed),
            children: (0..children)
                .map(|n| Self::sample(seed + n, depth - 1))
                .collect(),
        }
    }
}

impl Folder {
    fn sample(seed: u64, depth: u8) -> Self {
        let sub = |n: u64| Entry::Sub {
            name: text(n),
            folder: Self::sample(seed + n, depth - 1),
        };
        let entry = |n: u64| {
            if depth == 0 || n == 0 {
                Entry::File(seed)
            } else {
                sub(n)
            }
        };
        Self {
            small: depth,
            entries: (0..seed % 4).map(entry).collect(),
        }
    }
}
