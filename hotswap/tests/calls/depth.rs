//! Values that are nested deeply: they cross up to a bound, and beyond it are an error before anything of them crosses.
//!
//! Each case runs in a process of its own, where the stack may overflow.

use std::thread;

use hotswap::prelude::*;
use hotswap::{Abi, Error};

use crate::support::call;

/// The bound for types that are not large.
const LEVELS: usize = 128;

/// The stack that std gives a thread by default.
const STACK_OF_STD: usize = 2 << 20;

/// Enough for std to drop what is in the abyss.
const DEEP_STACK: usize = 256 << 20;

/// Deeper than values could cross on any thread's stack.
const ABYSS: usize = 20_000;

/// A type that has others of itself inside.
trait Nested: Abi {
    /// The name of the one that is marked as recursive.
    const NAME: &'static str;

    fn around(inner: Option<Self>) -> Self;

    fn into_inner(self) -> Option<Self>;
}

/// As many of them inside one another.
fn nested<T: Nested>(levels: usize) -> T {
    (1..levels).fold(T::around(None), |inner, _| T::around(Some(inner)))
}

/// How many there are. Takes them apart one by one, for which it needs no stack.
fn depth<T: Nested>(value: T) -> usize {
    let mut levels = 1;
    let mut inner = value.into_inner();
    while let Some(value) = inner {
        levels += 1;
        inner = value.into_inner();
    }
    levels
}

#[derive(Abi, Clone)]
struct List {
    number: u64,
    next: Option<Box<Self>>,
}

#[derive(Abi, Clone)]
struct Tree {
    name: String,
    children: Vec<Tree>,
}

/// Through another type, which is described only by its name.
#[derive(Abi, Clone)]
struct Folder {
    entries: Vec<Entry>,
}

#[derive(Abi, Clone)]
enum Entry {
    File(u64),
    Sub(#[hotswap(recursive)] Folder),
}

/// As a language has them: the stack of a function that is not optimised has room for all variants.
#[derive(Abi, Clone)]
enum Expression {
    Number(f64),
    Binary0 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary1 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary2 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary3 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary4 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary5 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary6 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary7 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary8 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary9 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary10 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
    Binary11 {
        left: Box<Expression>,
        right: Box<Expression>,
        at: (u32, u32),
        name: String,
    },
}

/// More than a stack has room for many times.
#[derive(Abi, Clone)]
struct Page {
    words: [u64; 256],
    next: Option<Box<Page>>,
}

/// Whose fields cannot be borrowed.
#[derive(Abi)]
#[repr(C, packed)]
struct Packed {
    small: u8,
    next: Option<Box<Packed>>,
}

impl Clone for Packed {
    fn clone(&self) -> Self {
        Self {
            small: self.small,
            next: None,
        }
    }
}

macro_rules! nested {
    ($($ty:ident as $name:literal, $function:ident $lend:ident: |$inner:ident| $around:expr, |$value:ident| $into_inner:expr;)*) => {
        $(
            impl Nested for $ty {
                const NAME: &'static str = $name;

                fn around($inner: Option<Self>) -> Self {
                    $around
                }

                fn into_inner(self) -> Option<Self> {
                    let $value = self;
                    $into_inner
                }
            }

            /// Gives it back inside as many others.
            #[plugin_fn]
            fn $function(value: $ty, more: u64) -> $ty {
                (0..more).fold(value, |inner, _| $ty::around(Some(inner)))
            }

            /// How deep the last one is.
            #[plugin_fn]
            fn $lend(values: &[$ty]) -> u64 {
                depth(values.last().unwrap().clone()) as u64
            }
        )*

        const TYPES: &[&str] = &[$(stringify!($ty)),*];

        fn run(case: &str, ty: &str) {
            match ty {
                $(stringify!($ty) => run_for::<$ty>(case, stringify!($function), stringify!($lend)),)*
                other => panic!("{other}"),
            }
        }
    };
}

nested! {
    List as "List", list lend_lists:
        |inner| Self { number: 7, next: inner.map(Box::new) },
        |it| it.next.map(|it| *it);
    Tree as "Tree", tree lend_trees:
        |inner| Self { name: "a".into(), children: inner.into_iter().collect() },
        |it| it.children.into_iter().next();
    Folder as "Entry", folder lend_folders:
        |inner| {
            let sub = inner.map(Entry::Sub);
            Self { entries: [Entry::File(7)].into_iter().chain(sub).collect() }
        },
        |it| it.entries.into_iter().find_map(|entry| match entry {
            Entry::Sub(folder) => Some(folder),
            Entry::File(_) => None,
        });
    Expression as "Expression", expression lend_expressions:
        |inner| match inner {
            None => Self::Number(1.5),
            Some(inner) => Self::Binary3 {
                left: Box::new(inner),
                right: Box::new(Self::Number(2.5)),
                at: (1, 2),
                name: "+".into(),
            },
        },
        |it| match it {
            Self::Binary3 { left, .. } => Some(*left),
            _ => None,
        };
    Page as "Page", page lend_pages:
        |inner| Self { words: [7; 256], next: inner.map(Box::new) },
        |it| it.next.map(|it| *it);
    Packed as "Packed", packed lend_packed:
        |inner| Self { small: 7, next: inner.map(Box::new) },
        |it| {
            let next = it.next;
            next.map(|it| *it)
        };
}

/// Runs a case for each type.
fn for_every_type(case: &str, child: impl Fn(&str) -> test_kit::Outcome) {
    for ty in TYPES {
        let outcome = child(&format!("{case} {ty}"));
        assert!(outcome.success(), "{ty}: {outcome}");
    }
}

macro_rules! cases {
    ($($case:ident)*) => {$(
        #[test]
        fn $case() {
            for_every_type(stringify!($case), |with| {
                let child = test_kit::child().of_test(concat!("depth::", stringify!($case)));
                child.with(with).run(|with| {
                    let (case, ty) = with.split_once(' ').expect("a case and a type");
                    run(case, ty);
                })
            });
        }
    )*};
}

cases! {
    a_value_in_the_abyss_is_an_error_that_names_type_and_bound
    up_to_the_bound_a_value_crosses_on_any_thread_of_std
    beyond_the_bound_no_value_crosses
}

fn on_a_thread<R: Send + 'static>(stack: usize, body: impl FnOnce() -> R + Send + 'static) -> R {
    let thread = thread::Builder::new().stack_size(stack).spawn(body);
    thread.unwrap().join().unwrap()
}

/// The bound, as the error says it.
fn bound<T: Nested>(function: &'static str) -> usize {
    on_a_thread(DEEP_STACK, move || {
        let value = nested::<T>(ABYSS);
        match call::<T>(function, (value, 0u64)).map(depth) {
            Err(Error::TooDeep { ty, levels, .. }) => {
                assert_eq!(&*ty, T::NAME);
                levels
            }
            other => panic!("{other:?}"),
        }
    })
}

#[track_caller]
fn is_too_deep<R>(result: hotswap::Result<R>) {
    match result.map(drop) {
        Err(Error::TooDeep { plugin, .. }) => assert_eq!(plugin.as_deref(), Some("itself")),
        other => panic!("{other:?}"),
    }
}

fn run_for<T: Nested + Clone>(case: &str, function: &'static str, lend: &'static str) {
    let bound = bound::<T>(function);
    match case {
        "a_value_in_the_abyss_is_an_error_that_names_type_and_bound" => {
            let is_large = T::NAME == Page::NAME;
            assert_eq!(is_large, bound < LEVELS, "{bound}");
            assert!((4..=LEVELS).contains(&bound), "{bound}");
            // What the plugin returns is as deep.
            on_a_thread(DEEP_STACK, move || {
                is_too_deep(call::<T>(function, (nested::<T>(1), ABYSS as u64)));
            });
        }
        "up_to_the_bound_a_value_crosses_on_any_thread_of_std" => {
            on_a_thread(STACK_OF_STD, move || {
                let back = call::<T>(function, (nested::<T>(bound), 0u64));
                assert_eq!(back.map(depth).unwrap(), bound);
                if T::NAME != Packed::NAME {
                    let lent = call::<u64>(lend, (&[nested::<T>(bound)][..],));
                    assert_eq!(lent.unwrap(), bound as u64);
                }
            });
        }
        "beyond_the_bound_no_value_crosses" => {
            is_too_deep(call::<T>(function, (nested::<T>(bound + 1), 0u64)));
            is_too_deep(call::<T>(function, (nested::<T>(bound), 1u64)));
            let values = [nested::<T>(1), nested::<T>(bound + 1)];
            is_too_deep(call::<u64>(lend, (&values[..],)));
        }
        other => panic!("{other}"),
    }
}

#[hotswap::interface]
trait Reader {
    fn read(&self, list: List) -> hotswap::Result<List>;
    fn count(&self, list: &[List]) -> u64;
}

struct Library;

impl Reader for Library {
    fn read(&self, list: List) -> hotswap::Result<List> {
        Ok(List {
            number: list.number,
            next: Some(Box::new(list)),
        })
    }

    fn count(&self, lists: &[List]) -> u64 {
        lists.len() as u64
    }
}

#[test]
fn methods_of_objects_have_the_same_bound() {
    let reader = Obj::<dyn Reader>::new(Library);
    let read = reader.read(nested(LEVELS - 1));
    assert_eq!(read.map(depth).unwrap(), LEVELS);
    // Its result, and its argument.
    for levels in [LEVELS, LEVELS + 1] {
        let error = reader.read(nested(levels)).map(drop).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a value of type List is nested too deeply to cross between host and plugin: at most 128 levels are \
             allowed; pass a list, or pass the value in parts"
        );
    }
    assert_eq!(reader.count(&[nested(LEVELS)]), 1);
    let counted = || reader.count(&[nested(LEVELS + 1)]);
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(counted)).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.contains("nested too deeply"), "{text}");
}
