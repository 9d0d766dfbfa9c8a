//! The rules for functions that are called by name and methods of interfaces alike.

use syn::{GenericParam, Generics, Safety, Signature, Type, TypeParam, WherePredicate};

use super::{objects, types};
use crate::diag::Errors;
use crate::model::signature::typed;

/// Callers in another library do not support safety contracts or other calling conventions.
pub(super) fn plain_function(signature: &Signature, attribute: &str, errors: &mut Errors) {
    if let Safety::Unsafe(token) = &signature.safety {
        errors.push(
            token,
            format!(
                "{attribute} does not support `unsafe` functions: callers by name cannot uphold a safety contract"
            ),
            "remove `unsafe`",
        );
    }
    if let Some(token) = &signature.abi {
        errors.push(
            token,
            format!("{attribute} generates the `extern` function itself"),
            "remove `extern`",
        );
    }
    if let Some(token) = &signature.variadic {
        errors.push(
            token,
            format!("{attribute} does not support variadic functions"),
            "take a slice: `&[T]`",
        );
    }
}

/// A generic function cannot be instantiated across libraries. Lifetime parameters are allowed.
pub(super) fn no_type_parameters(generics: &Generics, attribute: &str, errors: &mut Errors) {
    for param in &generics.params {
        let help = match param {
            GenericParam::Lifetime(_) => continue,
            GenericParam::Type(param) if is_closure(param, generics) => objects::CLOSURE,
            _ => "use a concrete type: the caller is in another library and cannot choose it",
        };
        errors.push(
            param,
            format!("{attribute} does not support generic functions"),
            help,
        );
    }
}

/// Whether the parameter is bound by a closure trait: `F: Fn(u32)`, before or after `where`.
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
pub(super) fn few_arguments(signature: &Signature, most: usize, what: &str, errors: &mut Errors) {
    if let Some(first) = typed(signature).nth(most) {
        errors.push(
            first,
            format!("{what} has at most {most} arguments"),
            "put some of them into a struct with `#[derive(hotswap::Abi)]`",
        );
    }
}

/// `'a: 'static` requires a longer borrow than a call has.
pub(super) fn lent_for_the_call(generics: &Generics, errors: &mut Errors) {
    let declared = generics.lifetimes().flat_map(|param| &param.bounds);
    let clauses = generics.where_clause.iter().flat_map(|it| &it.predicates);
    let required = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Lifetime(predicate) => Some(&predicate.bounds),
        _ => None,
    });
    let bounds = declared.chain(required.flatten());
    bounds.for_each(|lifetime| types::not_static(lifetime, errors));
}
