//! The parameters and the result of a function.

use quote::format_ident;
use syn::ext::IdentExt;
use syn::{
    FnArg, GenericArgument, Ident, Lifetime, Pat, PatType, PathArguments, ReturnType, Signature,
    Type, parse_quote,
};

use crate::types::bare_mut;

/// One parameter of a function.
pub(crate) struct Param {
    /// Its name, or nothing where it is a pattern.
    pub(crate) label: String,
    /// The name of the adapter's own parameter.
    pub(crate) local: Ident,
    /// Its type as the user wrote it.
    pub(crate) ty: Type,
}

/// The parameters except `self`.
pub(crate) fn typed(signature: &Signature) -> impl Iterator<Item = &PatType> {
    signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    })
}

/// The return type of a function.
pub(crate) fn result(signature: &Signature) -> Type {
    match &signature.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
}

/// All types that are written in it.
pub(crate) fn types(signature: &Signature) -> impl Iterator<Item = &Type> {
    let result = match &signature.output {
        ReturnType::Type(_, ty) => Some(&**ty),
        ReturnType::Default => None,
    };
    typed(signature).map(|it| &*it.ty).chain(result)
}

impl Param {
    /// The parameters of a function except `self`; the first of them has the number `first`.
    pub(crate) fn all(signature: &Signature, first: usize) -> Vec<Self> {
        typed(signature)
            .enumerate()
            .map(|(index, typed)| Self {
                label: match &*typed.pat {
                    Pat::Ident(pat) => pat.ident.unraw().to_string(),
                    _ => String::new(),
                },
                local: format_ident!("__arg{}", first + index),
                ty: (*typed.ty).clone(),
            })
            .collect()
    }

    /// The type with every borrow in it lasting as long as the call; `check` has refused `'static`.
    pub(crate) fn scoped(&self, scope: &Lifetime) -> Type {
        scoped(&self.ty, scope)
    }
}

/// A type with every borrow in it lasting for `scope`.
pub(crate) fn scoped(ty: &Type, scope: &Lifetime) -> Type {
    let mut ty = ty.clone();
    rescope(&mut ty, scope);
    ty
}

/// Gives every lifetime in a type the name `scope`, except `'static`.
///
/// Function pointers and `dyn` types are not changed: they cannot cross.
fn rescope(ty: &mut Type, scope: &Lifetime) {
    match bare_mut(ty) {
        Type::Reference(reference) => {
            let lifetime = reference.lifetime.get_or_insert_with(|| scope.clone());
            rename(lifetime, scope);
            rescope(&mut reference.elem, scope);
        }
        Type::Path(path) => {
            if let Some(itself) = &mut path.qself {
                rescope(&mut itself.ty, scope);
            }
            let segments = path.path.segments.iter_mut();
            segments.for_each(|segment| rescope_arguments(&mut segment.arguments, scope));
        }
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|ty| rescope(ty, scope)),
        Type::Array(inner) => rescope(&mut inner.elem, scope),
        Type::Slice(inner) => rescope(&mut inner.elem, scope),
        _ => {}
    }
}

fn rescope_arguments(arguments: &mut PathArguments, scope: &Lifetime) {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return;
    };
    for argument in &mut arguments.args {
        match argument {
            GenericArgument::Type(ty) => rescope(ty, scope),
            GenericArgument::Lifetime(lifetime) => rename(lifetime, scope),
            _ => {}
        }
    }
}

fn rename(lifetime: &mut Lifetime, scope: &Lifetime) {
    if lifetime.ident != "static" {
        lifetime.ident = scope.ident.clone();
    }
}
