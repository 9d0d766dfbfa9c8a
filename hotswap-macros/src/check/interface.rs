//! The rules for a trait whose objects cross.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{
    FnArg, GenericParam, Receiver, ReceiverKind, ReturnType, Signature, TraitItem, TraitItemFn,
    Type, TypeParamBound,
};

use super::signature::{few_arguments, lent_for_the_call, no_type_parameters, plain_function};
use super::{objects, once, types};
use crate::diag::Errors;
use crate::model::fallback::mentions_itself;
use crate::model::interface::{ATTRIBUTE, Interface, Method, is_condition, is_implied};
use crate::tokens::begin_with;
use crate::types::last;

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
    of_different_names(interface, errors);
}

/// rustc would also report the second one in the generated code.
fn of_different_names(interface: &Interface, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for method in &interface.methods {
        if !seen.insert(&method.label) {
            errors.push(
                &method.original.sig.ident,
                "the interface already has a method with this name",
                "give it another name",
            );
        }
    }
}

fn method(method: &Method, interface: &Interface, errors: &mut Errors) {
    let signature = &method.original.sig;
    plain_function(signature, ATTRIBUTE, errors);
    no_type_parameters(&signature.generics, ATTRIBUTE, errors);
    lent_for_the_call(&signature.generics, errors);
    without_conditions(signature, errors);
    takes_self(method, interface, errors);
    few_arguments(signature, MAX_ARGUMENTS, "a method of an interface", errors);
    for param in &method.params {
        types::argument(&param.ty, errors);
        no_self_type(&param.ty, interface, errors);
    }
    returned(method, interface, errors);
    always_there(&method.original, errors);
}

/// A method without `self` or with type parameters was already reported, and its `where` clause with it.
fn without_conditions(signature: &Signature, errors: &mut Errors) {
    let is_told = signature.receiver().is_none() || signature.generics.type_params().count() > 0;
    if let (Some(clause), false) = (&signature.generics.where_clause, is_told) {
        errors.push(
            clause,
            "a method of an interface cannot have a `where` clause: objects have all methods",
            "remove it",
        );
    }
}

/// A table of functions cannot represent generic or unsafe traits.
fn plain_trait(interface: &Interface, errors: &mut Errors) {
    let original = &interface.original;
    if let Some(token) = &original.modifiers.auto_token {
        errors.push(
            token,
            "an interface cannot be an `auto` trait",
            "remove `auto`",
        );
    }
    if let Some(token) = &original.unsafety {
        errors.push(
            token,
            "an interface cannot be `unsafe`: another library cannot check its contract",
            "remove `unsafe`",
        );
    }
    for param in &original.generics.params {
        let help = match param {
            GenericParam::Lifetime(_) => "own the data: `String` for `&'a str`",
            _ => "use a concrete type, or define an interface for each",
        };
        errors.push(param, "an interface cannot be generic", help);
    }
    if let Some(clause) = &original.generics.where_clause {
        errors.push(
            clause,
            "an interface cannot have a `where` clause",
            "remove it; `Send + Sync + 'static` is implied",
        );
    }
}

/// The table has the methods of the trait alone.
fn only_known_supertraits(interface: &Interface, errors: &mut Errors) {
    for bound in &interface.original.supertraits {
        if !is_implied(bound) && !is_relaxed(bound) {
            let name = name_of(bound);
            errors.push(
                bound,
                format!("an interface cannot have `{name}` as a supertrait: only `Send` and `Sync` are allowed"),
                "move its methods into this trait, or return an object of it: `fn name(&self) -> Obj<dyn Other>`",
            );
        }
    }
}

/// `?Sized`, of which rustc says that there is nothing to relax.
fn is_relaxed(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.maybe.is_some())
}

/// The trait, without what it is generic over.
fn name_of(bound: &TypeParamBound) -> String {
    let TypeParamBound::Trait(bound) = bound else {
        return bound.to_token_stream().to_string();
    };
    let names = bound.path.segments.iter().map(|it| it.ident.to_string());
    names.collect::<Vec<_>>().join("::")
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
            "use a concrete type, or make it an interface and use `Obj<dyn Other>`",
        ),
        TraitItem::Verbatim(tokens) if begin_with(tokens, "pub") => {
            let wrong = "a method of a trait cannot have a visibility";
            return errors.push(
                item,
                wrong,
                "remove `pub`: the method is as visible as the trait",
            );
        }
        _ => ("anything but methods", "write the methods out"),
    };
    errors.push(item, format!("an interface cannot have {what}"), help);
}

/// Objects are shared.
fn takes_self(method: &Method, interface: &Interface, errors: &mut Errors) {
    let Some(FnArg::Receiver(receiver)) = method.original.sig.inputs.first() else {
        return without_self(method, interface, errors);
    };
    let (lifetime, is_changed) = match &receiver.kind {
        ReceiverKind::Reference(_, lifetime, change) => (lifetime, change.is_some()),
        ReceiverKind::Typed(_, ty) => match &**ty {
            Type::Reference(reference) if is_itself(&reference.elem) => {
                (&reference.lifetime, reference.mutability.is_some())
            }
            ty => return wrapped(receiver, ty, interface, errors),
        },
        _ => return taken_away(receiver, errors),
    };
    if is_changed {
        errors.push(
            receiver,
            "an object is shared, so a method cannot have `&mut self`",
            "take `&self`, and use a `Mutex` or an atomic for data that changes",
        );
    }
    if let Some(lifetime) = lifetime.as_ref().filter(|it| it.ident == "static") {
        let wrong = "an object is borrowed for the call only, never for `'static`";
        errors.push(lifetime, wrong, "write `&self`");
    }
}

/// Without `self` there is nothing to find the method by.
fn without_self(method: &Method, interface: &Interface, errors: &mut Errors) {
    let name = &interface.original.ident;
    let help = match mentions_itself(&method.result) {
        true => format!("make it a #[plugin_fn] or #[live_fn] that returns `Obj<dyn {name}>`"),
        false => "add `&self`, or make it a #[plugin_fn] or #[live_fn]".to_owned(),
    };
    errors.push(
        &method.original.sig.ident,
        "a method of an interface must take `&self`",
        &help,
    );
}

fn taken_away(receiver: &Receiver, errors: &mut Errors) {
    errors.push(
        receiver,
        "an object is shared, so a method cannot take `self` by value",
        "take `&self`; the value is dropped with its last `Obj`",
    );
}

/// `self: Arc<Self>` and similar: hotswap itself keeps the object in an `Arc`.
fn wrapped(receiver: &Receiver, ty: &Type, interface: &Interface, errors: &mut Errors) {
    let is_box = last(ty).is_some_and(|it| it.ident == "Box");
    if is_box || is_itself(ty) {
        return taken_away(receiver, errors);
    }
    let name = &interface.original.ident;
    errors.push(
        receiver,
        "a method of an interface must take `&self`, not a smart pointer",
        &format!("take `&self`; to keep the object, take an `Obj<dyn {name}>` as another argument"),
    );
}

fn is_itself(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("Self"))
}

fn returned(method: &Method, interface: &Interface, errors: &mut Errors) {
    let ReturnType::Type(_, ty) = &method.original.sig.output else {
        return;
    };
    match &**ty {
        Type::Reference(_) if objects::handed_over(ty).is_some() => types::owned(ty, errors),
        Type::Reference(_) => returns_a_borrow(ty, errors),
        Type::Never(never) => {
            errors.push(never, "a method of an interface must return", "return `()`")
        }
        other if types::borrowed_for(other).is_some() => returns_a_borrow(other, errors),
        other => types::owned(other, errors),
    }
    // A function that makes an object has been told what to be instead, and a borrow what to return.
    let is_told = method.original.sig.receiver().is_none() || matches!(**ty, Type::Reference(_));
    if !is_told {
        no_self_type(ty, interface, errors);
    }
}

fn returns_a_borrow(ty: &Type, errors: &mut Errors) {
    errors.push(
        ty,
        "a method of an interface cannot return a reference: the object may be in another library",
        "return an owned value: `String` for `&str`, `Vec<T>` for `&[T]`, `Obj<dyn Trait>` for a part",
    );
}

/// Only the library that created the object knows the type `Self`.
fn no_self_type(ty: &Type, interface: &Interface, errors: &mut Errors) {
    if mentions_itself(ty) {
        errors.push(
            ty,
            "`Self` is known only in the library that created the object",
            &format!("write `Obj<dyn {}>`", interface.original.ident),
        );
    }
}

/// Host and plugin may be built with different features.
fn always_there(method: &TraitItemFn, errors: &mut Errors) {
    for attribute in method.attrs.iter().filter(|it| is_condition(it)) {
        errors.push(
            attribute,
            "a method of an interface cannot have `#[cfg]`: both sides must have the same methods",
            "remove `#[cfg]`, or use it inside a default body",
        );
    }
    let arguments = method.sig.inputs.iter().flat_map(|input| match input {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(typed) => &typed.attrs,
    });
    for attribute in arguments.filter(|it| is_condition(it)) {
        errors.push(
            attribute,
            "an argument of an interface method cannot have `#[cfg]`: both sides must have the same arguments",
            "leave `#[cfg]` out",
        );
    }
}
