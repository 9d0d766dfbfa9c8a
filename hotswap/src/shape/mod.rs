//! What a type looks like: a description for people, a fingerprint for machines.
//!
//! Each type that crosses the boundary has a [`TypeDesc`], built in `const` from its structure. Its
//! fingerprint is one value to compare; two descriptions with different fingerprints are laid side by
//! side to say where they differ ([`Tree::first_difference`]).
//!
//! - `kind`: what kinds of types there are
//! - `desc`: the description as the compiler builds it
//! - `fingerprint`: the fingerprint of a description
//! - `blake2s`: the hash that it is made with
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
/// Not public API. A recursive type cannot describe itself by its structure, for that would never end. `derive(Abi)` puts
/// this in its place.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Itself;

impl Shape for Itself {
    const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Recursion, "Self", &[]);
}
