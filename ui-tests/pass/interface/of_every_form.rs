//! Every form that an interface and its methods may have.

use hotswap::prelude::*;
use std::collections::BTreeMap;

#[derive(hotswap::Abi, Clone)]
pub struct Item {
    name: String,
    parts: Vec<Obj<dyn Part>>,
}

#[derive(hotswap::Abi)]
pub struct Point {
    x: u8,
    y: u8,
}

/// An interface without methods.
#[hotswap::interface]
pub trait Empty {}

/// With bounds that are implied anyway, a body, lifetimes, patterns and an attribute.
#[hotswap::interface]
#[must_use]
pub trait Shop: Send + Sync + 'static {
    /// Documented.
    fn sell(&self, item: &str, count: u32) -> hotswap::Result<Item>;
    fn list<'a>(&self, texts: &'a [String], bytes: &'a [u8]) -> Vec<(u8, Option<Item>)>;
    fn explicit<'a>(self: &'a Self, text: &'a str);
    fn map(self: &Self, map: BTreeMap<String, [u8; 4]>) -> Result<u8, String>;
    fn body(&self, _: u8) -> String {
        "shop".to_owned()
    }
    #[deprecated]
    fn nothing(&self);
    fn twin(&self, other: &Obj<dyn Shop>, own: Obj<dyn Shop>) -> Obj<dyn Shop>;
    fn by_another_path(&self, other: &Obj<dyn self::Shop>) -> Vec<Obj<dyn Shop + 'static>>;
    #[cfg_attr(unix, doc = "Documented.")]
    fn patterns(&self, (a, mut b): (u8, u8), [c, _]: [u8; 2], Point { x, .. }: Point) -> u8 {
        b += a;
        b + c + x
    }
    fn r#type(&self, r#match: u8) -> u8;
}

/// They stand in each other, and one of the two says it.
#[hotswap::interface]
pub trait Part {
    fn whole(&self) -> Obj<dyn Whole>;
}

#[hotswap::interface]
pub trait Whole {
    #[hotswap(recursive)]
    fn parts(&self) -> Vec<Obj<dyn Part>>;
}

mod inner {
    #[hotswap::interface]
    pub(super) trait Hidden {
        fn hide(&self) -> bool;
    }

    #[hotswap::interface(crate = ::hotswap)]
    pub(crate) trait Seen {
        fn see(&self, hidden: hotswap::Obj<dyn super::Empty>);
    }
}

struct Stand;

impl inner::Hidden for Stand {
    fn hide(&self) -> bool {
        true
    }
}

impl Empty for Stand {}

fn main() {
    use inner::{Hidden as _, Seen as _};
    assert!(Obj::<dyn inner::Hidden>::new(Stand).hide());
    let seen = Obj::<dyn inner::Seen>::from_fn(|_| {});
    seen.see(Obj::new(Stand));
}
