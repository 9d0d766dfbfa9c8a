//! Types that mean nothing in another library, wherever they stand in a type.
//!
//! rustc reports types that only lack `Abi`.

use quote::ToTokens;
use syn::{
    AngleBracketedGenericArguments, Expr, GenericArgument, Ident, Lifetime, PathArguments, Type,
    TypeReference,
};

use super::objects;
use crate::diag::Errors;
use crate::tokens::idents;
use crate::types::{arguments, bare, holds_values, last};

pub(super) const OWN_THE_DATA: &str = "own the data: `String` for `&str`, `Vec<T>` for `&[T]`";

/// An argument may be a borrow, that ends with the call.
pub(super) fn argument(ty: &Type, errors: &mut Errors) {
    let Type::Reference(reference) = bare(ty) else {
        return owned(ty, errors);
    };
    if let Some(lifetime) = &reference.lifetime {
        not_static(lifetime, errors);
    }
    if let Some(token) = &reference.mutability {
        return errors.push(
            token,
            "an argument cannot be a `&mut` reference",
            "take the value and return the changed one",
        );
    }
    if objects::handed_over(ty).is_some() {
        return owned(ty, errors);
    }
    match bare(&reference.elem) {
        Type::Slice(slice) => owned(&slice.elem, errors),
        Type::Array(_) => errors.push(
            reference,
            "an array cannot be passed by reference",
            "take it by value, or as a slice: `&[T]`",
        ),
        Type::Reference(inner) => borrowed(inner, errors),
        Type::Path(path) if path.path.is_ident("str") => {}
        other => owned(other, errors),
    }
}

/// A result outlives the call, and maybe the plugin.
pub(super) fn result(ty: &Type, errors: &mut Errors) {
    match bare(ty) {
        Type::Reference(_) if objects::handed_over(ty).is_some() => owned(ty, errors),
        Type::Reference(reference) => errors.push(
            reference,
            "a function that is called by name cannot return a reference: the plugin may be unloaded by then",
            "return an owned value: `String` for `&str`, `Vec<T>` for `&[T]`",
        ),
        Type::Never(never) => errors.push(
            never,
            "a function that is called by name must return",
            "return `()`",
        ),
        other => owned(other, errors),
    }
}

/// Nothing is `'static` in code that can be unloaded.
pub(super) fn not_static(lifetime: &Lifetime, errors: &mut Errors) {
    if lifetime.ident == "static" {
        errors.push(
            lifetime,
            "an argument is borrowed for the call only, never for `'static`",
            "remove `'static`; copy data that must live longer with `.to_owned()`",
        );
    }
}

/// A type, and all types in it, that are no borrows.
pub(super) fn owned(ty: &Type, errors: &mut Errors) {
    let ty = bare(ty);
    if let Some(object) = objects::handed_over(ty) {
        return objects::not_an_object(ty, object, errors);
    }
    match ty {
        Type::Reference(reference) => borrowed(reference, errors),
        Type::ImplTrait(it) => {
            let help = match objects::is_closure(&it.bounds) {
                true => objects::CLOSURE,
                false => "use a type with `#[derive(hotswap::Abi)]`",
            };
            never(ty, "`impl Trait`", help, errors);
        }
        Type::Path(_) if objects::is_object_of_closure(ty) => {
            let wrong = "a closure is not an interface, so its objects cannot cross";
            errors.push(ty, wrong, objects::CLOSURE);
        }
        Type::Ptr(_) => {
            let help = "pass the value itself, or a `&[T]`";
            never(ty, "a raw pointer", help, errors);
        }
        Type::FnPtr(_) => {
            let help = "give the function a name with #[live_fn], and pass the name";
            never(ty, "a function pointer", help, errors);
        }
        Type::Slice(_) => {
            let help = "take `&[T]` as an argument, or own it: `Vec<T>`";
            unsized_value(ty, "a slice", help, errors);
        }
        Type::Path(path) if path.path.is_ident("str") => {
            let help = "take `&str` as an argument, or own it: `String`";
            unsized_value(ty, "`str`", help, errors);
        }
        Type::Infer(_) => errors.push(
            ty,
            "a type that crosses must be written out",
            "write the type instead of `_`",
        ),
        Type::Array(array) => {
            if let Expr::Infer(len) = &array.len {
                let wrong = "the length of an array that crosses must be written out";
                errors.push(len, wrong, "write the number instead of `_`");
            }
            owned(&array.elem, errors);
        }
        other => parts(other)
            .into_iter()
            .filter(|part| !left_to(other, part))
            .for_each(|part| owned(part, errors)),
    }
}

fn unsized_value(ty: &Type, what: &str, help: &str, errors: &mut Errors) {
    errors.push(ty, format!("{what} has no size of its own"), help);
}

/// Whether a trait object in another type is that type's business, or that of rustc: the error of a `Result` is.
fn left_to(outer: &Type, part: &Type) -> bool {
    let Some(name) = last(outer).map(|it| it.ident.to_string()) else {
        return false;
    };
    match bare(part) {
        Type::TraitObject(_) => !holds_values(&name),
        _ => name == "Result" && is_error(outer, part),
    }
}

/// Whether it is what `Result<T, Box<dyn Error>>` has as its error.
fn is_error(outer: &Type, part: &Type) -> bool {
    let second = parts(outer).into_iter().nth(1);
    second.is_some_and(|second| std::ptr::eq(second, part)) && objects::handed_over(part).is_some()
}

fn borrowed(reference: &TypeReference, errors: &mut Errors) {
    let help = match last(bare(&reference.elem)) {
        Some(it) if it.ident == "Obj" => "remove `&`: a clone of an object is the same object",
        _ => OWN_THE_DATA,
    };
    let wrong = "borrowed data cannot cross inside a type";
    errors.push(reference, wrong, help);
}

fn never(ty: &Type, what: &str, help: &str, errors: &mut Errors) {
    let wrong = format!("{what} cannot cross between host and plugin");
    errors.push(ty, wrong, help);
}

/// A lifetime in a type, unless it is `'static`.
pub(super) fn borrowed_for(ty: &Type) -> Option<&Lifetime> {
    let ty = bare(ty);
    let own = match ty {
        Type::Path(path) => path
            .path
            .segments
            .iter()
            .find_map(|it| match &it.arguments {
                PathArguments::AngleBracketed(arguments) => lifetime_of(arguments),
                _ => None,
            }),
        _ => None,
    };
    own.or_else(|| parts(ty).into_iter().find_map(borrowed_for))
}

fn lifetime_of(arguments: &AngleBracketedGenericArguments) -> Option<&Lifetime> {
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) if lifetime.ident != "static" => Some(lifetime),
        _ => None,
    })
}

/// Every `Self` in a type, also in a length or in the path of a trait.
pub(super) fn mentions_of_self(ty: &Type) -> Vec<Ident> {
    let mut idents = idents(ty.to_token_stream());
    idents.retain(|it| it == "Self");
    idents
}

/// The types that a type is written with.
fn parts(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Reference(it) => vec![&it.elem],
        Type::Slice(it) => vec![&it.elem],
        Type::Array(it) => vec![&it.elem],
        Type::Tuple(it) => it.elems.iter().collect(),
        Type::Path(it) => it.path.segments.iter().flat_map(arguments).collect(),
        _ => Vec::new(),
    }
}
