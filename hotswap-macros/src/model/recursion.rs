//! Types that contain themselves.

use syn::{Ident, Type};

use super::replace;
use crate::types::{arguments, bare};

/// Whether a type contains itself through a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recursion {
    /// No, as far as names tell.
    None,
    /// The type is mentioned in the type of the field.
    Direct,
    /// The author says so: `#[hotswap(recursive)]`.
    Declared,
}

impl Recursion {
    /// That of a field of the type `owner`.
    pub(super) fn of(ty: &Type, owner: &Ident, is_declared: bool) -> Self {
        // rustc reports a type of infinite size. It should not report the representation as well.
        if is_declared || never_ends(ty, owner) {
            Self::Declared
        } else if replace::mentions(ty, owner) {
            Self::Direct
        } else {
            Self::None
        }
    }
}

/// Whether a type contains itself by value, as far as names tell, and so has no size.
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

/// The same, through an `Option` too.
pub(super) fn surely_never_ends(ty: &Type, owner: &Ident) -> bool {
    match ty {
        Type::Path(path) => replace::is_named(&path.path, owner),
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| surely_never_ends(ty, owner)),
        Type::Array(array) => surely_never_ends(&array.elem, owner),
        _ => false,
    }
}
