//! Types that mean nothing in another library, wherever they stand in a type.
//!
//! A type that merely lacks `Abi` is none of them: rustc says so, at the type.

use syn::{GenericArgument, Ident, Lifetime, PathArguments, Type, TypePath, TypeReference};

use crate::diag::Errors;

pub(super) const OWN_THE_DATA: &str = "own the data: `String` for `&str`, `Vec<T>` for `&[T]`";

const NAME_A_TYPE: &str = "name a type that has `#[derive(hotswap::Abi)]`";

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
            "an argument cannot be changed for the caller",
            "take the value and return the changed one",
        );
    }
    match bare(&reference.elem) {
        Type::Slice(slice) => owned(&slice.elem, errors),
        Type::Array(_) => errors.push(
            reference,
            "an array cannot be lent",
            "take it by value, or as a slice: `&[T]`",
        ),
        Type::Reference(inner) => borrowed(inner, errors),
        Type::Path(path) if path.path.is_ident("str") => {}
        other => owned(other, errors),
    }
}

/// What comes back outlives the call, and maybe the plugin.
pub(super) fn result(ty: &Type, errors: &mut Errors) {
    match bare(ty) {
        Type::Reference(reference) => errors.push(
            reference,
            "a function that is called by name cannot return a borrow: its plugin may be gone by then",
            "return an owned value: `String` for `&str`, `Vec<T>` for `&[T]`",
        ),
        Type::Never(never) => errors.push(
            never,
            "a function that never returns would never give its caller back",
            "return `()`",
        ),
        other => owned(other, errors),
    }
}

/// Every field is lifted into a value of its own.
pub(super) fn field(ty: &Type, errors: &mut Errors) {
    owned(ty, errors);
}

/// `'static` is a lie in code that can be unloaded.
pub(super) fn not_static(lifetime: &Lifetime, errors: &mut Errors) {
    if lifetime.ident == "static" {
        errors.push(
            lifetime,
            "an argument is lent for the call alone, never for `'static`",
            "leave out `'static`; copy what must live longer, with `.to_owned()`",
        );
    }
}

/// A type, and all types in it, that are no borrows.
pub(super) fn owned(ty: &Type, errors: &mut Errors) {
    match bare(ty) {
        Type::Reference(reference) => borrowed(reference, errors),
        Type::ImplTrait(_) => never(ty, "`impl Trait`", NAME_A_TYPE, errors),
        Type::TraitObject(_) => never(ty, "`dyn Trait`", NAME_A_TYPE, errors),
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
            "the type of what crosses must be written out",
            "write the type instead of `_`",
        ),
        other => parts(other)
            .into_iter()
            .for_each(|part| inside(part, errors)),
    }
}

fn unsized_value(ty: &Type, what: &str, help: &str, errors: &mut Errors) {
    errors.push(ty, format!("{what} has no size of its own"), help);
}

/// What stands in another type. Whether a trait object is a value there, that type knows.
fn inside(ty: &Type, errors: &mut Errors) {
    if !matches!(bare(ty), Type::TraitObject(_)) {
        owned(ty, errors);
    }
}

fn borrowed(reference: &TypeReference, errors: &mut Errors) {
    errors.push(
        reference,
        "what is borrowed cannot cross inside a type",
        OWN_THE_DATA,
    );
}

fn never(ty: &Type, what: &str, help: &str, errors: &mut Errors) {
    let wrong = format!("{what} cannot cross between host and plugin");
    errors.push(ty, wrong, help);
}

/// Every `Self` in a type.
pub(super) fn mentions_of_self(ty: &Type) -> Vec<Ident> {
    let ty = bare(ty);
    let own = match ty {
        Type::Path(TypePath { path, .. }) => path.segments.first(),
        _ => None,
    };
    let own = own.map(|it| it.ident.clone()).filter(|it| it == "Self");
    let inner = parts(ty).into_iter().flat_map(mentions_of_self);
    own.into_iter().chain(inner).collect()
}

/// The types that a type is written with.
fn parts(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Reference(it) => vec![&it.elem],
        Type::Slice(it) => vec![&it.elem],
        Type::Array(it) => vec![&it.elem],
        Type::Tuple(it) => it.elems.iter().collect(),
        Type::Path(it) => it
            .path
            .segments
            .iter()
            .flat_map(|it| arguments(&it.arguments))
            .collect(),
        _ => Vec::new(),
    }
}

fn arguments(arguments: &PathArguments) -> impl Iterator<Item = &Type> {
    let arguments = match arguments {
        PathArguments::AngleBracketed(arguments) => Some(arguments.args.iter()),
        _ => None,
    };
    let arguments = arguments.into_iter().flatten();
    arguments.filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The type without parentheses, which a macro may have put around it unseen.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => bare(&inner.elem),
        Type::Group(inner) => bare(&inner.elem),
        other => other,
    }
}
