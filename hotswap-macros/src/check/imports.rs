//! The rules for what a plugin needs of others.

use syn::{GenericArgument, PathArguments, Type};

use crate::diag::Errors;
use crate::model::imports::{Field, Imports};

pub(crate) fn imports(imports: &Imports, errors: &mut Errors) {
    let generics = &imports.original.generics;
    if !generics.params.is_empty() {
        errors.push(
            generics,
            "imports cannot be generic",
            "name the interfaces: a plugin has one set of imports",
        );
    }
    for field in &imports.fields {
        one_role(field, errors);
        fitting_type(field, errors);
        plugin_name(field, errors);
    }
}

/// `optional`, `order_only` and `skip` exclude each other.
fn one_role(field: &Field, errors: &mut Errors) {
    let options = &field.options;
    let roles = [options.skip(), options.order_only(), options.optional()];
    let mut roles = roles.into_iter().flatten();
    if let (Some(first), Some(second)) = (roles.next(), roles.next()) {
        errors.push(
            second,
            format!("`{first}` and `{second}` exclude each other"),
            "leave one of them out",
        );
    }
    if let (Some(skip), Some(plugin)) = (options.skip(), options.plugin()) {
        errors.push(
            plugin,
            format!("a field with `{skip}` is not of any plugin"),
            "leave one of them out",
        );
    }
}

fn fitting_type(field: &Field, errors: &mut Errors) {
    let ty = &field.ty;
    if field.options.skip().is_some() {
        return;
    }
    if let Some(order_only) = field.options.order_only() {
        if !is_unit(ty) {
            let help = "write `()`, or leave `order_only` out to be given the object";
            errors.push(ty, format!("`{order_only}` gives no object"), help);
        }
        return;
    }
    let is_option = inside_option(ty).is_some();
    match field.options.optional() {
        Some(optional) if !is_option => errors.push(
            ty,
            format!("what is `{optional}` may be missing"),
            "write `Option<Obj<dyn Trait>>`",
        ),
        None if is_option => errors.push(
            &field.ident,
            "an import that may be missing says so",
            "put `#[hotswap(optional)]` on it",
        ),
        None if is_unit(ty) => errors.push(
            &field.ident,
            "an import without an object says so",
            "put `#[hotswap(order_only)]` on it, or write `Obj<dyn Trait>`",
        ),
        _ => {}
    }
}

fn plugin_name(field: &Field, errors: &mut Errors) {
    if let Some(name) = field.options.plugin()
        && name.value().is_empty()
    {
        errors.push(
            name,
            "a plugin's name cannot be empty",
            "name it as its file: `world` for `libworld.so`",
        );
    }
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

fn inside_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if last.ident == "Option" => Some(inner),
        _ => None,
    }
}
