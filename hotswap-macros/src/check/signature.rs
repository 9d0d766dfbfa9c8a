//! The rules for functions that are called by name and methods of interfaces alike.

use syn::{GenericParam, Generics, Safety, Signature, Type, TypeParam, WherePredicate};

use super::{objects, types};
use crate::diag::Errors;
use crate::model::signature::typed;

/// A caller knows nothing of unsafe contracts, or of other calling conventions.
pub(super) fn plain_function(signature: &Signature, attribute: &str, errors: &mut Errors) {
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
pub(super) fn no_type_parameters(generics: &Generics, attribute: &str, errors: &mut Errors) {
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
pub(super) fn few_arguments(signature: &Signature, most: usize, what: &str, errors: &mut Errors) {
    if let Some(first) = typed(signature).nth(most) {
        errors.push(
            first,
            format!("{what} has at most {most} arguments"),
            "put some of them into a struct that has `#[derive(hotswap::Abi)]`",
        );
    }
}

/// `'a: 'static` asks for more than the call gives.
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
