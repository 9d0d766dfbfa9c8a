//! The rules that rustc cannot check for us, or would explain badly. One function a rule.
//!
//! Types that merely lack `Abi` are left to rustc: the generated code names each at its own place, and the
//! traits say what to do.

pub(crate) mod imports;
pub(crate) mod interface;
mod links;
pub(crate) mod live_type;
mod objects;
mod types;

use quote::ToTokens;
use syn::{
    Attribute, FnArg, GenericParam, Generics, PatType, Receiver, ReturnType, Safety, Signature,
    Type, TypeParam, WherePredicate,
};

use crate::diag::Errors;
use crate::model::data::{Body, Data};
use crate::model::function::Function;
use crate::model::item::is_another;
use crate::model::plugin::{ATTRIBUTE, Plugin};
use crate::model::signature::{self, typed};

/// As many as tuples that can cross have elements.
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
    free_function(signature, errors);
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

/// The rules for a plugin.
pub(crate) fn plugin(plugin: &Plugin, errors: &mut Errors) {
    once(&plugin.head.attributes, ATTRIBUTE, errors);
    implements_plugin(plugin, errors);
    links::links(plugin, errors);
    if !plugin.head.generics.params.is_empty() {
        errors.push(
            &plugin.head.generics,
            "a plugin cannot be generic",
            "implement `Plugin` for one type; a host makes one value of it",
        );
    }
    type_of_the_crate(plugin, errors);
}

/// The rules for a type that crosses.
pub(crate) fn data(data: &Data, errors: &mut Errors) {
    match &data.body {
        Body::Union => errors.push(
            &data.original.ident,
            "a union cannot cross between host and plugin",
            "use an enum: it says which of its fields is there",
        ),
        Body::Enum(variants) if variants.is_empty() => errors.push(
            &data.original.ident,
            "an enum without variants has no values that could cross",
            "give it a variant",
        ),
        // Every field is lifted into a value of its own.
        _ => data
            .fields()
            .for_each(|field| types::owned(&field.written, errors)),
    }
    for param in data.original.generics.lifetimes() {
        errors.push(
            param,
            "a type that borrows cannot cross",
            types::OWN_THE_DATA,
        );
    }
}

/// A caller knows nothing of futures, of unsafe contracts, or of other calling conventions.
fn plain_function(signature: &Signature, attribute: &str, errors: &mut Errors) {
    if let Some(token) = &signature.asyncness {
        errors.push(
            token,
            format!("{attribute} does not take `async` functions yet"),
            "leave out `async`, or block on the future inside",
        );
    }
    if let Safety::Unsafe(token) = &signature.safety {
        errors.push(
            token,
            format!(
                "{attribute} does not take `unsafe` functions: its callers cannot keep a contract"
            ),
            "leave out `unsafe`",
        );
    }
    if let Some(token) = &signature.abi {
        errors.push(
            token,
            format!("{attribute} makes the `extern` function by itself"),
            "leave out `extern`",
        );
    }
    if let Some(token) = &signature.variadic {
        errors.push(
            token,
            format!("{attribute} does not take variadic functions"),
            "take a slice: `&[T]`",
        );
    }
}

/// A test is compiled in tests alone, and a function for some processors cannot be called from code for all.
fn called_from_anywhere(attributes: &[Attribute], attribute: &str, errors: &mut Errors) {
    for other in attributes.iter().map(Attribute::path) {
        if other.is_ident("test") {
            let wrong = format!("{attribute} does not take tests: a plugin is built without them");
            let help = "write the test as a function of its own, that calls this one";
            errors.push(other, wrong, help);
        } else if other.is_ident("target_feature") {
            let wrong = format!(
                "{attribute} does not take functions with `#[target_feature]`: its callers run on any processor"
            );
            let help = "call it from a function without, after `is_x86_feature_detected!(…)`";
            errors.push(other, wrong, help);
        }
    }
}

/// A macro sees a parameter that a `#[cfg]` takes away, and rustc does not.
fn always_there(signature: &Signature, errors: &mut Errors) {
    for input in &signature.inputs {
        let (FnArg::Typed(PatType { attrs, .. }) | FnArg::Receiver(Receiver { attrs, .. })) = input;
        for attribute in attrs.iter().filter(|it| it.path().is_ident("cfg")) {
            errors.push(
                attribute,
                "a function that is called by name has the same arguments in every build",
                "put the `#[cfg(…)]` on the function, and write it once for each case",
            );
        }
    }
}

/// Across libraries there is nobody to instantiate a generic function. Lifetimes are no matter.
fn no_type_parameters(generics: &Generics, attribute: &str, errors: &mut Errors) {
    for param in &generics.params {
        let help = match param {
            GenericParam::Lifetime(_) => continue,
            GenericParam::Type(param) if is_closure(param, generics) => objects::CLOSURE,
            _ => "name the type: the caller is in another library, and cannot choose it",
        };
        errors.push(
            param,
            format!("{attribute} does not take generic functions"),
            help,
        );
    }
}

/// Whether the parameter stands for closures: `F: Fn(u32)`, before or after `where`.
fn is_closure(param: &TypeParam, generics: &Generics) -> bool {
    let clauses = generics.where_clause.iter().flat_map(|it| &it.predicates);
    let required = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(it) => match &it.bounded_ty {
            Type::Path(path) if path.path.is_ident(&param.ident) => Some(&it.bounds),
            _ => None,
        },
        _ => None,
    });
    objects::is_closure(param.bounds.iter().chain(required.flatten()))
}

/// The generated code knows functions of up to twelve parameters.
fn few_arguments(signature: &Signature, most: usize, what: &str, errors: &mut Errors) {
    if let Some(first) = typed(signature).nth(most) {
        errors.push(
            first,
            format!("{what} has at most {most} arguments"),
            "put some of them into a struct that has `#[derive(hotswap::Abi)]`",
        );
    }
}

/// A method belongs to a value, and the caller has none.
fn free_function(signature: &Signature, errors: &mut Errors) {
    let mut push = |at: &dyn ToTokens, what: &str| {
        errors.push(
            at,
            format!("a function that is called by name has no `{what}`"),
            "make it a free function, outside of any `impl` and `trait`",
        );
    };
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        return push(receiver, "self");
    }
    for itself in signature::types(signature).flat_map(types::mentions_of_self) {
        push(&itself, "Self");
    }
}

/// `'a: 'static` asks for more than the call gives.
fn lent_for_the_call(generics: &Generics, errors: &mut Errors) {
    let declared = generics.lifetimes().flat_map(|param| &param.bounds);
    let clauses = generics.where_clause.iter().flat_map(|it| &it.predicates);
    let required = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Lifetime(predicate) => Some(&predicate.bounds),
        _ => None,
    });
    let bounds = declared.chain(required.flatten());
    bounds.for_each(|lifetime| types::not_static(lifetime, errors));
}

/// A second attribute would put the same item into the table again.
fn once(others: &[Attribute], attribute: &str, errors: &mut Errors) {
    for other in others.iter().filter(|it| is_another(it, attribute)) {
        errors.push(
            other.path(),
            format!("{attribute} is given twice"),
            "leave one of them out",
        );
    }
}

/// What nobody sees in a name, nobody writes where it is called.
fn usable_name(function: &Function, errors: &mut Errors) {
    let name = function.name();
    let text = name.value();
    let seen = text.trim();
    if seen.is_empty() {
        errors.push(
            name,
            "a name cannot be empty",
            "leave the option out to use the function's own name",
        );
    } else if text.chars().any(char::is_control) {
        let help = "leave out what is no letter, digit, sign or blank";
        errors.push(name, "a name cannot have control characters", help);
    } else if seen != text {
        let help = format!("write `name = \"{seen}\"`");
        errors.push(name, "a name cannot begin or end with a blank", &help);
    }
}

/// Whether it is the trait of that name, rustc knows: it may be called otherwise here.
fn implements_plugin(plugin: &Plugin, errors: &mut Errors) {
    if plugin.head.interface.is_none() {
        errors.push(
            &plugin.head.ty,
            "#[hotswap::plugin] goes on the `impl` of `Plugin`, not on an inherent one",
            "write `impl Plugin for YourType { … }`",
        );
    }
}

/// rustc would tell of a foreign type and of a borrow more than once, and by rules that are not meant here.
fn type_of_the_crate(plugin: &Plugin, errors: &mut Errors) {
    if plugin.head.interface.is_none() {
        return;
    }
    if let Some(ty) = plugin.nameless() {
        errors.push(
            ty,
            "a plugin is a type of its crate",
            "declare one, `struct YourType;`, and write `impl Plugin for YourType { … }`",
        );
    }
    if let Some(lifetime) = plugin.lent() {
        errors.push(
            lifetime,
            "a plugin cannot borrow: the host keeps it for as long as it likes",
            "own the data: `String` for `&str`, `Vec<T>` for `&[T]`",
        );
    }
}
