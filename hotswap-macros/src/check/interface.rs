//! The rules for a trait whose objects cross.

use quote::ToTokens;
use syn::{
    Attribute, FnArg, GenericParam, Ident, Receiver, ReceiverKind, ReturnType, TraitItem, Type,
};

use super::{
    few_arguments, lent_for_the_call, no_type_parameters, objects, once, plain_function, types,
};
use crate::diag::Errors;
use crate::model::interface::{Interface, Method, is_implied};
use crate::model::replace;

const ATTRIBUTE: &str = "#[hotswap::interface]";

/// One place of the call is taken by `self`.
const MAX_ARGUMENTS: usize = 11;

/// The rules for an interface.
pub(crate) fn interface(interface: &Interface, errors: &mut Errors) {
    once(&interface.original.attrs, ATTRIBUTE, errors);
    plain_trait(interface, errors);
    only_known_supertraits(interface, errors);
    for item in &interface.original.items {
        only_methods(item, errors);
    }
    for method in &interface.methods {
        self::method(method, interface, errors);
    }
}

fn method(method: &Method, interface: &Interface, errors: &mut Errors) {
    let signature = &method.original.sig;
    plain_function(signature, ATTRIBUTE, errors);
    no_type_parameters(&signature.generics, ATTRIBUTE, errors);
    lent_for_the_call(&signature.generics, errors);
    if let Some(clause) = &signature.generics.where_clause {
        errors.push(
            clause,
            "a method of an interface has no `where`: its objects have all of their methods",
            "leave it out",
        );
    }
    takes_self(method, errors);
    few_arguments(signature, MAX_ARGUMENTS, "a method of an interface", errors);
    for param in &method.params {
        types::argument(&param.ty, errors);
        no_self_type(&param.ty, interface, errors);
    }
    returned(method, interface, errors);
    always_there(&method.original.attrs, errors);
}

/// A table of functions has no room for what generic or unsafe traits promise.
fn plain_trait(interface: &Interface, errors: &mut Errors) {
    let original = &interface.original;
    if let Some(token) = &original.unsafety {
        errors.push(
            token,
            "an interface cannot be `unsafe`: what it asks for would be lost between libraries",
            "leave out `unsafe`",
        );
    }
    for param in &original.generics.params {
        let help = match param {
            GenericParam::Lifetime(_) => "own the data: `String` for `&'a str`",
            _ => "name the type, or make an interface for each that is needed",
        };
        errors.push(param, "an interface cannot be generic", help);
    }
    if let Some(clause) = &original.generics.where_clause {
        errors.push(
            clause,
            "an interface has no `where`",
            "leave it out; `Send + Sync + 'static` is implied",
        );
    }
}

/// The table has the methods of the trait alone.
fn only_known_supertraits(interface: &Interface, errors: &mut Errors) {
    for bound in &interface.original.supertraits {
        if !is_implied(bound) {
            let name = bound.to_token_stream().to_string().replace(' ', "");
            errors.push(
                bound,
                format!("an interface has no supertraits but `Send` and `Sync`, so not `{name}`"),
                "move its methods here, or return an object of it: `fn name(&self) -> Obj<dyn Other>`",
            );
        }
    }
}

fn only_methods(item: &TraitItem, errors: &mut Errors) {
    let (what, help) = match item {
        TraitItem::Fn(_) => return,
        TraitItem::Const(_) => (
            "a constant",
            "make it a method: `fn name(&self) -> Type { … }`",
        ),
        TraitItem::Type(_) => (
            "a type of its own",
            "name the type, or make it an interface and use `Obj<dyn Other>`",
        ),
        _ => ("anything but methods", "write the methods out"),
    };
    errors.push(item, format!("an interface cannot have {what}"), help);
}

/// An object is shared by whoever holds it.
fn takes_self(method: &Method, errors: &mut Errors) {
    let Some(FnArg::Receiver(receiver)) = method.original.sig.inputs.first() else {
        return errors.push(
            &method.original.sig.ident,
            "a method of an interface takes `&self`: without an object there is nobody to ask",
            "add `&self`, or make it a #[plugin_fn] or #[live_fn]",
        );
    };
    let (wrong, help) = match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => return,
        ReceiverKind::Reference(_, _, Some(_)) => (
            "an object is shared, so a method cannot have `&mut self`",
            "take `&self`, and keep what changes in a `Mutex` or an atomic",
        ),
        _ if is_shared(receiver) => return,
        _ => (
            "an object is shared, so a method cannot take `self` away",
            "take `&self`; the object ends when the last `Obj` of it is dropped",
        ),
    };
    errors.push(receiver, wrong, help);
}

/// `self: &Self`.
fn is_shared(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Typed(_, ty) => ty.to_token_stream().to_string().replace(' ', "") == "&Self",
        _ => false,
    }
}

fn returned(method: &Method, interface: &Interface, errors: &mut Errors) {
    let ReturnType::Type(_, ty) = &method.original.sig.output else {
        return;
    };
    match &**ty {
        Type::Reference(_) if objects::handed_over(ty).is_some() => types::owned(ty, errors),
        Type::Reference(reference) => errors.push(
            reference,
            "a method of an interface cannot return a borrow: its object may be in another library",
            "return an owned value: `String` for `&str`, `Vec<T>` for `&[T]`, `Obj<dyn Trait>` for a part",
        ),
        Type::Never(never) => errors.push(
            never,
            "a method that never returns would never give its caller back",
            "return `()`",
        ),
        other => types::owned(other, errors),
    }
    no_self_type(ty, interface, errors);
}

/// Which type `Self` is, only the library that made the object knows.
fn no_self_type(ty: &Type, interface: &Interface, errors: &mut Errors) {
    let itself = Ident::new("Self", proc_macro2::Span::call_site());
    if replace::path(&mut ty.clone(), &itself, &quote::quote!(())) {
        errors.push(
            ty,
            "`Self` is known only to the library that made the object",
            &format!("write `Obj<dyn {}>`", interface.original.ident),
        );
    }
}

/// Host and plugin may be built with different features.
fn always_there(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes.iter().filter(|it| it.path().is_ident("cfg")) {
        errors.push(
            attribute,
            "a method of an interface is there in every build, or the two sides would not fit",
            "leave `#[cfg]` out; put it inside a default body",
        );
    }
}
