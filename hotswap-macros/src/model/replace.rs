//! Puts another type where one stands, however deep inside a third.

use proc_macro2::TokenStream;
use syn::{
    GenericArgument, Ident, Path, PathArguments, Type, TypeParamBound, TypeTraitObject, parse_quote,
};

/// Replaces every mention of the type `name`; says whether there was one.
pub(crate) fn path(ty: &mut Type, name: &Ident, with: &TokenStream) -> bool {
    replace(ty, &mut |ty| match ty {
        Type::Path(path) if path.qself.is_none() && is_named(&path.path, name) => {
            Some(with.clone())
        }
        _ => None,
    })
}

/// Replaces every `dyn Trait` that `with` has something for; says whether there was one.
pub(crate) fn object(ty: &mut Type, mut with: impl FnMut(&Path) -> Option<TokenStream>) -> bool {
    replace(ty, &mut |ty| match ty {
        Type::TraitObject(object) => with(only_trait(object)?),
        _ => None,
    })
}

pub(crate) fn is_named(path: &Path, name: &Ident) -> bool {
    path.segments.len() == 1 && path.segments[0].ident == *name
}

/// The trait of a `dyn Trait` that has nothing but one.
fn only_trait(object: &TypeTraitObject) -> Option<&Path> {
    let mut bounds = object.bounds.iter();
    match (bounds.next(), bounds.next()) {
        (Some(TypeParamBound::Trait(bound)), None) => Some(&bound.path),
        _ => None,
    }
}

fn replace(ty: &mut Type, with: &mut dyn FnMut(&Type) -> Option<TokenStream>) -> bool {
    if let Some(tokens) = with(ty) {
        *ty = parse_quote!(#tokens);
        return true;
    }
    match ty {
        Type::Path(path) => {
            type_arguments(&mut path.path).fold(false, |found, ty| replace(ty, with) | found)
        }
        Type::Tuple(tuple) => tuple
            .elems
            .iter_mut()
            .fold(false, |found, ty| replace(ty, with) | found),
        Type::Array(inner) => replace(&mut inner.elem, with),
        Type::Slice(inner) => replace(&mut inner.elem, with),
        Type::Reference(inner) => replace(&mut inner.elem, with),
        Type::Paren(inner) => replace(&mut inner.elem, with),
        Type::Group(inner) => replace(&mut inner.elem, with),
        _ => false,
    }
}

/// The types between the angle brackets of a path.
fn type_arguments(path: &mut Path) -> impl Iterator<Item = &mut Type> {
    path.segments
        .iter_mut()
        .filter_map(|segment| match &mut segment.arguments {
            PathArguments::AngleBracketed(arguments) => Some(&mut arguments.args),
            _ => None,
        })
        .flatten()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}
