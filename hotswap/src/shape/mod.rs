//! The structure of types: a description for messages, and a fingerprint to compare.
//!
//! Each type that crosses has a [`TypeDesc`], built in `const` from its structure. If two fingerprints differ, the descriptions are
//! compared to find the first difference ([`Tree::first_difference`]).
//!
//! - `kind`: what kinds of types there are
//! - `desc`: the description as the compiler builds it
//! - `fingerprint`: the fingerprint of a description
//! - `blake2s`: the hash function
//! - `tree`: the same description read back from bytes, on the other side of the boundary
//! - `tree_fingerprint`: the fingerprint of such a tree
//! - `diff`: the first difference between two trees
//! - `render`: a tree as Rust would write the type

mod blake2s;
mod desc;
mod diff;
mod fingerprint;
mod kind;
mod render;
mod tree;
mod tree_fingerprint;

pub(crate) use desc::function_fingerprint;
pub use desc::{Part, TypeDesc};
pub use diff::Sides;
pub use fingerprint::Fingerprint;
pub(crate) use fingerprint::text_fingerprint;
pub use kind::Kind;
pub use tree::{Node, Tree};

/// A type whose structure is known.
///
/// Comes with `#[derive(hotswap::Abi)]`.
pub trait Shape {
    /// The type's structure.
    const TYPE: &'static TypeDesc;
}

/// Stands for the type being described, inside its own description.
///
/// Not public API. The description of a recursive type would not end. So `derive(Abi)` uses this type where the type contains
/// itself.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Itself;

impl Shape for Itself {
    const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Recursion, "Self", &[]);
}
