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
    Attribute, FnArg, GenericParam, Generics, ReturnType, Safety, Signature, Type, TypeParam,
    WherePredicate,
};

use crate::diag::Errors;
use crate::model::data::{Body, Data};
use crate::model::function::Function;
use crate::model::plugin::{ATTRIBUTE, Plugin};

/// As many as tuples that can cross have elements.
const MAX_ARGUMENTS: usize = 12;

/// The rules for a function that is called by name.
pub(crate) fn function(function: &Function, errors: &mut Errors) {
    let (signature, attribute) = (&function.signature, function.kind.attribute());
    once(&function.attributes, attribute, errors);
    plain_function(signature, attribute, errors);
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
        Body::Enum(variants) => {
            let fields = variants.iter().flat_map(|variant| &variant.fields);
            fields.for_each(|field| types::field(&field.written, errors));
        }
        Body::Struct(fields, _) => fields
            .iter()
            .for_each(|field| types::field(&field.written, errors)),
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
    let mut typed = signature
        .inputs
        .iter()
        .filter(|it| matches!(it, FnArg::Typed(_)));
    if let Some(first) = typed.nth(most) {
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
    let types = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&*typed.ty),
        FnArg::Receiver(_) => None,
    });
    let result = match &signature.output {
        ReturnType::Type(_, ty) => Some(&**ty),
        ReturnType::Default => None,
    };
    for itself in types.chain(result).flat_map(types::mentions_of_self) {
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

/// Whether an attribute has the name of that one, which is written as people write it.
pub(crate) fn is_another(other: &Attribute, attribute: &str) -> bool {
    let name = attribute.trim_matches(['#', '[', ']']).rsplit(':').next();
    let last = other.path().segments.last();
    last.map(|it| it.ident.to_string()).as_deref() == name
}

fn usable_name(function: &Function, errors: &mut Errors) {
    let name = function.name();
    if name.value().trim().is_empty() {
        errors.push(
            name,
            "a name cannot be empty",
            "leave the option out to use the function's own name",
        );
    }
}

fn implements_plugin(plugin: &Plugin, errors: &mut Errors) {
    let help = "write `impl Plugin for YourType { … }`";
    match &plugin.head.interface {
        Some(path) if path.segments.last().is_some_and(|it| it.ident == "Plugin") => {}
        Some(path) => errors.push(
            path,
            "#[hotswap::plugin] goes on the `impl` of `Plugin`, not of another trait",
            help,
        ),
        None => errors.push(
            &plugin.head.ty,
            "#[hotswap::plugin] goes on the `impl` of `Plugin`, not on an inherent one",
            help,
        ),
    }
}
