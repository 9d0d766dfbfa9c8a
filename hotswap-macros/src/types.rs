//! Helpers for types.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// The type without parentheses and invisible groups.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => bare(&inner.elem),
        Type::Group(inner) => bare(&inner.elem),
        other => other,
    }
}

/// The type without invisible groups, which a macro may have put around it.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(inner) => ungrouped(&inner.elem),
        other => other,
    }
}

/// [`bare`], to change it.
pub(crate) fn bare_mut(ty: &mut Type) -> &mut Type {
    match ty {
        Type::Paren(inner) => bare_mut(&mut inner.elem),
        Type::Group(inner) => bare_mut(&mut inner.elem),
        other => other,
    }
}

/// Whether there can be values of it, as far as that can be seen.
pub(crate) fn is_sized(ty: &Type) -> bool {
    match bare(ty) {
        Type::TraitObject(_) | Type::Slice(_) => false,
        Type::Path(path) => !path.path.is_ident("str"),
        _ => true,
    }
}

/// What a path ends with: the type's own name, and what it is given.
pub(crate) fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// The types between the angle brackets.
pub(crate) fn arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    let arguments = arguments.into_iter().flatten();
    arguments.filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// [`arguments`], to change them.
pub(crate) fn arguments_mut(segment: &mut PathSegment) -> impl Iterator<Item = &mut Type> {
    let arguments = match &mut segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&mut arguments.args),
        _ => None,
    };
    let arguments = arguments.into_iter().flatten();
    arguments.filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// How many of its arguments a type of that name, if it is std's, owns values of. The error of a `Result` may be one
/// that is no value.
pub(crate) fn values_in(name: &str) -> usize {
    match name {
        "Vec" | "VecDeque" | "Option" | "Box" | "BTreeSet" | "HashSet" => 1,
        "BTreeMap" | "HashMap" => 2,
        _ => 0,
    }
}

/// Whether a type of that name, if it is std's, asks for arguments that have a size: a `Box` does not.
pub(crate) fn holds_values(name: &str) -> bool {
    name == "Result" || (name != "Box" && values_in(name) > 0)
}

/// Whether it is made of nothing but primitive types and texts, as far as names tell.
pub(crate) fn is_leaf(ty: &Type) -> bool {
    const LEAVES: &[&str] = &[
        "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "String", "u128",
        "u16", "u32", "u64", "u8", "usize",
    ];
    match bare(ty) {
        Type::Path(path) if path.qself.is_none() && path.path.segments.len() == 1 => {
            let last = &path.path.segments[0];
            match &last.arguments {
                PathArguments::None => LEAVES.iter().any(|leaf| last.ident == leaf),
                _ if last.ident == "Vec" || last.ident == "Option" => arguments(last).all(is_leaf),
                _ => false,
            }
        }
        Type::Array(array) => is_leaf(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_leaf),
        _ => false,
    }
}
