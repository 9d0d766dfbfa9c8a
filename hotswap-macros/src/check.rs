//! The rules that rustc cannot check for us, or would explain badly. One function a rule.
//!
//! Types that merely lack `Abi` are left to rustc: the generated code names each at its own place, and the
//! traits say what to do.

pub(crate) mod imports;
pub(crate) mod interface;

use syn::{FnArg, GenericParam, Generics, ReturnType, Safety, Signature, Type};

use crate::diag::Errors;
use crate::model::data::{Body, Data};
use crate::model::function::Function;
use crate::model::plugin::Plugin;

/// As many as tuples that can cross have elements.
const MAX_ARGUMENTS: usize = 12;

const OWN_THE_DATA: &str = "own the data: `String` for `&str`, `Vec<T>` for `&[T]`";

/// The rules for a function that is called by name.
pub(crate) fn function(function: &Function, errors: &mut Errors) {
    let signature = &function.original.sig;
    plain_function(signature, function.kind.attribute(), errors);
    no_type_parameters(&signature.generics, function.kind.attribute(), errors);
    no_receiver(signature, errors);
    few_arguments(
        signature,
        MAX_ARGUMENTS,
        "a function that is called by name",
        errors,
    );
    for param in function.params() {
        argument_type(&param.ty, errors);
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        return_type(ty, errors);
    }
    usable_name(function, errors);
}

/// The rules for a plugin.
pub(crate) fn plugin(plugin: &Plugin, errors: &mut Errors) {
    implements_plugin(plugin, errors);
    if !plugin.original.generics.params.is_empty() {
        errors.push(
            &plugin.original.generics,
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
            fields.for_each(|field| field_type(&field.ty, errors));
        }
        Body::Struct(fields, _) => fields
            .iter()
            .for_each(|field| field_type(&field.ty, errors)),
    }
    for param in data.original.generics.lifetimes() {
        errors.push(
            param,
            "what is borrowed cannot cross inside a type",
            OWN_THE_DATA,
        );
    }
}

/// Every field is lifted into a value of its own.
fn field_type(ty: &Type, errors: &mut Errors) {
    match ty {
        Type::Reference(reference) => errors.push(
            reference,
            "what is borrowed cannot cross inside a type",
            OWN_THE_DATA,
        ),
        other => never_crosses(other, errors),
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
        if !matches!(param, GenericParam::Lifetime(_)) {
            errors.push(
                param,
                format!("{attribute} does not take generic functions"),
                "name the type: the caller is in another library, and cannot choose it",
            );
        }
    }
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

fn no_receiver(signature: &Signature, errors: &mut Errors) {
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        errors.push(
            receiver,
            "a function that is called by name has no `self`",
            "make it a free function",
        );
    }
}

/// What a reader would not understand from a missing trait alone.
fn argument_type(ty: &Type, errors: &mut Errors) {
    match ty {
        Type::Reference(reference) => {
            if let Some(token) = &reference.mutability {
                errors.push(
                    token,
                    "an argument cannot be changed for the caller",
                    "take the value and return the changed one",
                );
            } else if let Some(lifetime) = reference
                .lifetime
                .as_ref()
                .filter(|it| it.ident == "static")
            {
                errors.push(
                    lifetime,
                    "an argument is lent for the call alone, never for `'static`",
                    "leave out `'static`; copy what must live longer, with `.to_owned()`",
                );
            } else if !matches!(*reference.elem, Type::Path(_) | Type::Slice(_)) {
                never_crosses(&reference.elem, errors);
            }
        }
        other => never_crosses(other, errors),
    }
}

fn return_type(ty: &Type, errors: &mut Errors) {
    match ty {
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
        other => never_crosses(other, errors),
    }
}

/// Types that mean nothing in another library.
fn never_crosses(ty: &Type, errors: &mut Errors) {
    let (what, help) = match ty {
        Type::ImplTrait(_) => (
            "`impl Trait`",
            "name a type that has `#[derive(hotswap::Abi)]`",
        ),
        Type::TraitObject(_) => (
            "`dyn Trait`",
            "name a type that has `#[derive(hotswap::Abi)]`",
        ),
        Type::Ptr(_) => ("a raw pointer", "pass the value itself, or a `&[T]`"),
        Type::FnPtr(_) => (
            "a function pointer",
            "give the function a name with #[live_fn], and pass the name",
        ),
        _ => return,
    };
    errors.push(
        ty,
        format!("{what} cannot cross between host and plugin"),
        help,
    );
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
    match &plugin.original.trait_ {
        Some((path, _)) if path.segments.last().is_some_and(|it| it.ident == "Plugin") => {}
        Some((path, _)) => errors.push(
            path,
            "#[hotswap::plugin] goes on the `impl` of `Plugin`, not of another trait",
            help,
        ),
        None => errors.push(
            &plugin.original.self_ty,
            "#[hotswap::plugin] goes on the `impl` of `Plugin`, not on an inherent one",
            help,
        ),
    }
}
