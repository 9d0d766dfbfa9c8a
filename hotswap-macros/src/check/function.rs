//! The rules for a function that is called by name.

use quote::ToTokens;
use syn::{Attribute, FnArg, PatType, Receiver, ReturnType, Signature};

use super::signature::{few_arguments, lent_for_the_call, no_type_parameters, plain_function};
use super::{once, types};
use crate::diag::Errors;
use crate::model::function::{Function, taken};
use crate::model::signature;

/// The largest number of arguments, as for tuples.
const MAX_ARGUMENTS: usize = 12;

/// The rules for a function that is called by name.
pub(crate) fn function(function: &Function, errors: &mut Errors) {
    let (signature, attribute) = (&function.head.signature, function.kind.attribute());
    once(&function.head.attributes, attribute, errors);
    plain_function(signature, attribute, errors);
    called_from_anywhere(&function.head.attributes, attribute, errors);
    always_there(signature, errors);
    no_type_parameters(&signature.generics, attribute, errors);
    lent_for_the_call(&signature.generics, errors);
    match &function.of {
        None => free_function(signature, errors),
        Some(_) => method(signature, errors),
    }
    few_arguments(
        signature,
        MAX_ARGUMENTS,
        "a function that is called by name",
        errors,
    );
    for param in function.params() {
        types::argument(&param.ty, errors);
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        types::result(ty, errors);
    }
    usable_name(function, errors);
}

/// A test is compiled only for tests, and a function with `#[target_feature]` cannot be called from other code.
fn called_from_anywhere(attributes: &[Attribute], attribute: &str, errors: &mut Errors) {
    for other in attributes.iter().map(Attribute::path) {
        if other.is_ident("test") {
            let wrong =
                format!("{attribute} does not support tests: a plugin is built without them");
            let help = "write a separate test function that calls this one";
            errors.push(other, wrong, help);
        } else if other.is_ident("target_feature") {
            let wrong = format!(
                "{attribute} does not support `#[target_feature]`: callers run on any processor"
            );
            let help = "call it from a function without `#[target_feature]`, after `is_x86_feature_detected!(…)`";
            errors.push(other, wrong, help);
        }
    }
}

/// The macro sees parameters that a `#[cfg]` removes, and rustc does not.
fn always_there(signature: &Signature, errors: &mut Errors) {
    for input in &signature.inputs {
        let (FnArg::Typed(PatType { attrs, .. }) | FnArg::Receiver(Receiver { attrs, .. })) = input;
        for attribute in attrs.iter().filter(|it| it.path().is_ident("cfg")) {
            errors.push(
                attribute,
                "a function that is called by name must have the same arguments in every build",
                "put the `#[cfg(…)]` on the function, and write it once for each case",
            );
        }
    }
}

/// The caller has no value to call a method on.
fn free_function(signature: &Signature, errors: &mut Errors) {
    let mut push = |at: &dyn ToTokens, what: &str| {
        errors.push(
            at,
            format!("a function that is called by name cannot have `{what}`"),
            "make it a free function, or put `#[hotswap::methods]` on the `impl` of the plugin's type",
        );
    };
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        return push(receiver, "self");
    }
    for itself in signature::types(signature).flat_map(types::mentions_of_self) {
        push(&itself, "Self");
    }
}

/// A plugin has one value, which all callers use at once.
fn method(signature: &Signature, errors: &mut Errors) {
    if let Some(receiver) = signature.receiver()
        && taken(receiver).is_none()
    {
        errors.push(
            receiver,
            "a method that is called by name takes `&self` or `self: Arc<Self>`: all callers use the plugin's value at once",
            "write `&self`, and put data that changes behind a `Mutex`, an `RwLock` or an atomic",
        );
    }
    for itself in signature::types(signature).flat_map(types::mentions_of_self) {
        errors.push(
            itself,
            "`Self` cannot be an argument or a result: the caller is in another library",
            "write a type with `#[derive(hotswap::Abi)]`",
        );
    }
}

/// Invisible characters in a name cause mistakes in calls.
fn usable_name(function: &Function, errors: &mut Errors) {
    let name = function.name();
    let text = name.value();
    let seen = text.trim();
    if seen.is_empty() {
        errors.push(
            name,
            "a name cannot be empty",
            "remove the option to use the name of the function",
        );
    } else if text.chars().any(char::is_control) {
        let help = "remove the control characters";
        errors.push(name, "a name cannot have control characters", help);
    } else if seen != text {
        let help = format!("write `name = \"{seen}\"`");
        errors.push(name, "a name cannot begin or end with white space", &help);
    }
}
