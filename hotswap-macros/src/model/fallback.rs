//! The fallback for a function that is refused: the same function, without anything that rustc would report as well.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Expr, FnArg, GenericParam, PathSegment, ReceiverKind, ReturnType, Signature, TraitItemFn, Type,
    WherePredicate, parse_quote,
};

use super::replace;
use super::signature::types;
use crate::types::{arguments_mut, bare_mut, holds_values};

/// Removes everything that was reported. Returns whether the function's body still fits.
pub(crate) fn of_signature(signature: &mut Signature) -> bool {
    let borrow = quote!(&);
    // The type of a `_` is not known, so the body need not fit.
    let mut is_whole = true;
    for input in &mut signature.inputs {
        if let FnArg::Typed(typed) = input {
            is_whole &= !replace::placeholder(&mut typed.ty);
            sized(&mut typed.ty, &borrow);
        }
    }
    if let ReturnType::Type(_, ty) = &mut signature.output {
        is_whole &= !replace::placeholder(ty);
        sized(ty, &quote!(&'static));
    }
    signature.variadic.take().is_none() && is_whole
}

/// The same for a method of a trait, which may use `Self` where it must have a size.
pub(crate) fn of_method(method: &mut TraitItemFn) {
    let is_whole = of_signature(&mut method.sig);
    if let (false, Some(body)) = (is_whole, &mut method.default) {
        *body = parse_quote!({ loop {} });
    }
    if is_of_one_type(&method.sig) {
        of_one_type(method);
    }
}

/// Removes it from `dyn Trait`, with `where Self: Sized`.
pub(crate) fn of_one_type(method: &mut TraitItemFn) {
    let says_so = |it: &WherePredicate| it.to_token_stream().to_string() == "Self : Sized";
    let wheres = &method.sig.generics.where_clause;
    if !wheres.iter().any(|it| it.predicates.iter().any(says_so)) {
        let wheres = method.sig.generics.make_where_clause();
        wheres.predicates.push(parse_quote!(Self: Sized));
    }
}

/// Whether a `dyn Trait` cannot have it.
pub(crate) fn is_of_one_type(signature: &Signature) -> bool {
    let by_reference = signature.receiver().is_some_and(|it| match &it.kind {
        ReceiverKind::Reference(..) => true,
        ReceiverKind::Typed(_, ty) => match &**ty {
            Type::Reference(to) => matches!(&*to.elem, Type::Path(it) if it.path.is_ident("Self")),
            _ => false,
        },
        _ => false,
    });
    let has_types = |it: &GenericParam| !matches!(it, GenericParam::Lifetime(_));
    !by_reference
        || signature.asyncness.is_some()
        || signature.generics.params.iter().any(has_types)
        || types(signature).any(|ty| matches!(ty, Type::ImplTrait(_)) || mentions_itself(ty))
}

/// Whether a type mentions `Self`.
pub(crate) fn mentions_itself(ty: &Type) -> bool {
    replace::mentions(ty, &Ident::new("Self", Span::call_site()))
}

/// Makes a reference of each type without a size, and completes array types. Returns whether it changed anything.
fn sized(ty: &mut Type, borrow: &TokenStream) -> bool {
    let all = |types: &mut dyn Iterator<Item = &mut Type>| {
        types.fold(false, |found, ty| sized(ty, borrow) | found)
    };
    let ty = bare_mut(ty);
    match ty {
        Type::Path(path) if !path.path.is_ident("str") => match path.path.segments.last_mut() {
            Some(last) => all(&mut values_of(last)),
            None => false,
        },
        Type::Tuple(tuple) => all(&mut tuple.elems.iter_mut()),
        Type::Array(array) => {
            let is_cut_off = matches!(array.len, Expr::Infer(_));
            if is_cut_off {
                array.len = parse_quote!(0);
            }
            sized(&mut array.elem, borrow) | is_cut_off
        }
        Type::Reference(reference) => match &mut *reference.elem {
            Type::Slice(slice) => sized(&mut slice.elem, borrow),
            Type::Array(_) => sized(&mut reference.elem, borrow),
            _ => false,
        },
        Type::Path(_) | Type::Slice(_) => {
            *ty = parse_quote!(#borrow #ty);
            true
        }
        Type::TraitObject(_) => {
            *ty = parse_quote!(#borrow (#ty));
            true
        }
        _ => false,
    }
}

/// The type arguments of a type of std that holds them as values.
fn values_of(segment: &mut PathSegment) -> impl Iterator<Item = &mut Type> {
    let is_holder = holds_values(&segment.ident.to_string());
    arguments_mut(segment).filter(move |_| is_holder)
}
