//! A type that must be able to cross, named so that rustc reports it once, where the user wrote it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Lifetime, Type, TypePath, parse_quote};

use crate::types::{arguments_mut, bare, bare_mut, ungrouped, values_in};

/// `type Type = ty; type Resolved = <ty as asked>::Itself;`, all of it at the place of `ty`.
///
/// rustc finds a missing trait more than once: in the value, and in the bounds of the two. All are at one place and
/// say the same, so it prints one.
pub(super) fn resolved(ty: &Type, scope: Option<&Lifetime>, asked: &TokenStream) -> TokenStream {
    let private = super::private();
    let (first, last) = ends(ty);
    let head = |name: &str| match scope {
        Some(scope) => {
            let name = Ident::new(name, first);
            let close = quote_spanned!(last=> >);
            quote_spanned!(first=> type #name<#scope #close)
        }
        None => {
            let name = Ident::new(name, last);
            quote_spanned!(first=> type #name)
        }
    };
    let (plain, resolved) = (head("Type"), head("Resolved"));
    // rustc reports a trait that is not an interface at the trait only.
    if let (Some(scope), Some(interface)) = (scope, lent_object(ty)) {
        let tail = quote_spanned!(last=> >::Lent<#scope>;);
        return quote_spanned! {first=>
            #plain = #ty;
            #resolved = <#interface as #private::Object #tail
        };
    }
    let mut parts = ty.clone();
    ask_for_parts(&mut parts);
    let tail = quote_spanned!(last=> >::Itself;);
    quote_spanned! {first=>
        #plain = #ty;
        #resolved = <#parts as #asked #tail
    }
}

/// The description of that type, at its place as well: there rustc reports types that contain each other, and the
/// constant's name says what they lack.
pub(super) fn resolved_description(ty: &Type) -> TokenStream {
    let private = super::private();
    let (first, last) = ends(ty);
    let resolved = Ident::new("Resolved", last);
    let head = quote_spanned! {first=>
        const TYPE_UNLESS_HOTSWAP_RECURSIVE: &'static #private::TypeDesc = <Self::
    };
    let tail = quote_spanned!(last=> as #private::Shape>::TYPE;);
    quote!(#head #resolved #tail)
}

/// The places of the first and the last token, also of a type that was given to a macro.
pub(super) fn ends(ty: &Type) -> (Span, Span) {
    let mut spans = ungrouped(ty)
        .to_token_stream()
        .into_iter()
        .map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// Names the parts of a type separately, so that rustc reports `Job` in `Vec<Job>`.
fn ask_for_parts(ty: &mut Type) {
    match bare_mut(ty) {
        Type::Reference(reference) => ask_for_parts(&mut reference.elem),
        Type::Array(array) => ask_for(&mut array.elem),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(ask_for),
        Type::Path(path) => {
            if let Some(ty) = interface_of(path) {
                *ty = parse_quote!(<#ty as __hotswap::Object>::Itself);
            }
            values_of(path).for_each(ask_for);
        }
        _ => {}
    }
}

/// The `dyn Trait` of an `&Obj<dyn Trait>`.
fn lent_object(ty: &Type) -> Option<Type> {
    let Type::Reference(reference) = bare(ty) else {
        return None;
    };
    let Type::Path(mut path) = bare(&reference.elem).clone() else {
        return None;
    };
    interface_of(&mut path).cloned()
}

/// The `dyn Trait` of an `Obj<dyn Trait>`, which must be an interface.
fn interface_of(path: &mut TypePath) -> Option<&mut Type> {
    let last = path.path.segments.last_mut()?;
    let is_object = last.ident == "Obj";
    let ty = bare_mut(arguments_mut(last).next()?);
    (is_object && matches!(ty, Type::TraitObject(_))).then_some(ty)
}

fn ask_for(ty: &mut Type) {
    ask_for_parts(ty);
    *ty = parse_quote!(<#ty as __hotswap::Value>::Itself);
}

/// The type arguments that are values inside a type of std. In other types, only rustc knows their meaning.
fn values_of(path: &mut TypePath) -> impl Iterator<Item = &mut Type> {
    let last = path.path.segments.last_mut().into_iter();
    last.flat_map(|last| {
        let count = values_in(&last.ident.to_string());
        arguments_mut(last).take(count)
    })
}
