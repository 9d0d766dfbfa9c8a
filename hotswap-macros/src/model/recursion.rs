//! Types that stand in themselves.

use syn::{Ident, Type};

use super::replace;
use crate::types::{arguments, bare};

/// Whether a type contains itself through a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recursion {
    /// Not that we know.
    None,
    /// The type stands in the field's type.
    Direct,
    /// The author says so: `#[hotswap(recursive)]`.
    Declared,
}

impl Recursion {
    /// That of a field of the type `owner`.
    pub(super) fn of(ty: &Type, owner: &Ident, is_declared: bool) -> Self {
        // What never ends is told by rustc, of the type. It need not be told of the representation.
        if is_declared || never_ends(ty, owner) {
            Self::Declared
        } else if replace::mentions(ty, owner) {
            Self::Direct
        } else {
            Self::None
        }
    }
}

/// Whether a type stands in itself by value, as far as names tell: so that it has no size.
fn never_ends(ty: &Type, owner: &Ident) -> bool {
    match bare(ty) {
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if last.ident == "Option" => arguments(last).any(|ty| never_ends(ty, owner)),
            _ => replace::is_named(&path.path, owner),
        },
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| never_ends(ty, owner)),
        Type::Array(array) => never_ends(&array.elem, owner),
        _ => false,
    }
}

/// The same, whatever an `Option` is here.
pub(super) fn surely_never_ends(ty: &Type, owner: &Ident) -> bool {
    match ty {
        Type::Path(path) => replace::is_named(&path.path, owner),
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| surely_never_ends(ty, owner)),
        Type::Array(array) => surely_never_ends(&array.elem, owner),
        _ => false,
    }
}
