//! Replaces types inside types.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;
use syn::{Ident, Path, Type, TypeParamBound, TypeTraitObject, parse_quote};

use crate::types::{arguments_mut, bare_mut};

/// Replaces every mention of the type `name`; says whether there was one.
pub(crate) fn path(ty: &mut Type, name: &Ident, with: &TokenStream) -> bool {
    replace(ty, &mut |ty| match ty {
        Type::Path(path) if path.qself.is_none() && is_named(&path.path, name) => {
            Some(with.clone())
        }
        _ => None,
    })
}

/// Whether the type `name` stands in it.
pub(crate) fn mentions(ty: &Type, name: &Ident) -> bool {
    path(&mut ty.clone(), name, &quote!(()))
}

/// Replaces every `dyn Trait` that `with` has something for; says whether there was one.
pub(crate) fn object(ty: &mut Type, mut with: impl FnMut(&Path) -> Option<TokenStream>) -> bool {
    replace(ty, &mut |ty| match ty {
        Type::TraitObject(object) => with(only_trait(object)?),
        _ => None,
    })
}

/// Replaces every `Self` among tokens: also in a length, in the path of a trait, in a bound.
pub(crate) fn itself(tokens: TokenStream, ident: &Ident, args: &TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut replaced = TokenStream::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(itself) if itself == "Self" => {
                let is_path =
                    matches!(tokens.peek(), Some(TokenTree::Punct(it)) if it.as_char() == ':');
                replaced.extend(if is_path && !args.is_empty() {
                    quote!(<#ident #args>)
                } else {
                    quote!(#ident #args)
                });
            }
            TokenTree::Group(group) => {
                let inner = itself(group.stream(), ident, args);
                let mut changed = Group::new(group.delimiter(), inner);
                changed.set_span(group.span());
                replaced.extend([TokenTree::Group(changed)]);
            }
            other => replaced.extend([other]),
        }
    }
    replaced
}

/// Replaces every `_` by `()`; says whether there was one.
pub(crate) fn placeholder(ty: &mut Type) -> bool {
    replace(ty, &mut |ty| {
        matches!(ty, Type::Infer(_)).then(|| quote!(()))
    })
}

pub(crate) fn is_named(path: &Path, name: &Ident) -> bool {
    path.segments.len() == 1 && path.segments[0].ident == *name
}

/// Whether it is the trait that has that name here: `Name`, or `self::Name`.
pub(crate) fn is_trait_here(path: &Path, name: &Ident) -> bool {
    let mut segments = path.segments.iter().map(|it| &it.ident);
    match (segments.next(), segments.next(), segments.next()) {
        (Some(here), Some(last), None) => here == "self" && last == name,
        _ => is_named(path, name),
    }
}

/// The trait of a `dyn Trait` that has nothing but one, and maybe `'static`, which an object is anyway.
fn only_trait(object: &TypeTraitObject) -> Option<&Path> {
    let is_static =
        |it: &TypeParamBound| matches!(it, TypeParamBound::Lifetime(it) if it.ident == "static");
    let mut bounds = object.bounds.iter().filter(|it| !is_static(it));
    match (bounds.next(), bounds.next()) {
        (Some(TypeParamBound::Trait(bound)), None) => Some(&bound.path),
        _ => None,
    }
}

fn replace(ty: &mut Type, with: &mut dyn FnMut(&Type) -> Option<TokenStream>) -> bool {
    let ty = bare_mut(ty);
    if let Some(tokens) = with(ty) {
        *ty = parse_quote!(#tokens);
        return true;
    }
    match ty {
        Type::Path(path) => {
            let types = path.path.segments.iter_mut().flat_map(arguments_mut);
            types.fold(false, |found, ty| replace(ty, with) | found)
        }
        Type::Tuple(tuple) => tuple
            .elems
            .iter_mut()
            .fold(false, |found, ty| replace(ty, with) | found),
        Type::Array(inner) => replace(&mut inner.elem, with),
        Type::Slice(inner) => replace(&mut inner.elem, with),
        Type::Reference(inner) => replace(&mut inner.elem, with),
        _ => false,
    }
}
