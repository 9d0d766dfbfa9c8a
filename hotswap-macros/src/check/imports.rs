//! The rules for the imports of a plugin.
//!
//! rustc checks types behind names. Here are better messages for types that are written out.

use quote::ToTokens;
use syn::{PathArguments, Type};

use crate::diag::Errors;
use crate::model::imports::{Field, Imports};
use crate::tokens::objects_in;
use crate::types::{bare, is_sized, last};

pub(crate) fn imports(imports: &Imports, errors: &mut Errors) {
    let generics = &imports.original.generics;
    if !generics.params.is_empty() {
        errors.push(
            generics,
            "imports cannot be generic",
            "use concrete interfaces: a plugin has one set of imports",
        );
    }
    for field in &imports.fields {
        one_role(field, errors);
        with_a_size(field, errors);
        // The meaning of an invalid option is not known.
        if field.is_clear {
            fitting_type(field, errors);
        }
        plugin_name(field, errors);
    }
}

/// `optional`, `order_only` and `skip` exclude each other.
fn one_role(field: &Field, errors: &mut Errors) {
    let options = &field.options;
    let roles = [&options.skip, &options.order_only, &options.optional];
    let mut roles = roles.into_iter().flatten();
    if let (Some(first), Some(second)) = (roles.next(), roles.next()) {
        errors.push(
            second,
            format!("`{first}` and `{second}` exclude each other"),
            "remove one of them",
        );
    }
    if let (Some(skip), Some(plugin)) = (&options.skip, &options.plugin) {
        errors.push(
            plugin,
            format!("a field with `{skip}` is not an import"),
            "remove one of them",
        );
    }
}

/// A struct may have one such field, but then it cannot be created.
fn with_a_size(field: &Field, errors: &mut Errors) {
    let ty = bare(&field.ty);
    if !is_sized(&field.ty) {
        let help = match objects_in(&ty.to_token_stream()).first() {
            Some(object) => format!("write `Obj<{object}>`"),
            None => "own it: `String` for `str`, `Vec<T>` for `[T]`".to_owned(),
        };
        errors.push(
            ty,
            "a field of a plugin's imports must have a known size",
            &help,
        );
    }
}

fn fitting_type(field: &Field, errors: &mut Errors) {
    let ty = bare(&field.ty);
    let options = &field.options;
    if options.skip.is_some() || !is_sized(&field.ty) {
        return;
    }
    let (is_object, is_option) = (is_called(ty, "Obj"), is_called(ty, "Option"));
    match (&options.order_only, &options.optional) {
        (Some(order_only), _) if is_object || is_option => errors.push(
            ty,
            format!("a field with `{order_only}` gets no object"),
            "write `()`, or remove `order_only` to get the object",
        ),
        (None, Some(optional)) if is_object || is_unit(ty) => errors.push(
            ty,
            format!("a field with `{optional}` must be an `Option`"),
            "write `Option<Obj<dyn Trait>>`",
        ),
        (None, None) if is_option => errors.push(
            &field.ident,
            "an `Option` needs `#[hotswap(optional)]`",
            "put `#[hotswap(optional)]` on it",
        ),
        (None, None) if is_unit(ty) => errors.push(
            &field.ident,
            "a `()` needs `#[hotswap(order_only)]`",
            "put `#[hotswap(order_only)]` on it, or write `Obj<dyn Trait>`",
        ),
        _ => {}
    }
}

fn plugin_name(field: &Field, errors: &mut Errors) {
    let Some(name) = &field.options.plugin else {
        return;
    };
    let text = name.value();
    let wrong = match &*text {
        "" => "a plugin's name cannot be empty",
        text if text.contains(['/', '\\', '\0']) => {
            "the name of a plugin is a file name, without a path"
        }
        text if text.trim() != text => "the name of a plugin cannot begin or end with spaces",
        text if text.starts_with("lib") && is_file(text) => {
            "the name of a plugin has no `lib` prefix and no file extension"
        }
        _ => return,
    };
    errors.push(
        name,
        wrong,
        "use the name of its file: `world` for `libworld.so`",
    );
}

fn is_file(name: &str) -> bool {
    [".so", ".dylib", ".dll"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// Whether it is a type of that name, with what it is made of.
fn is_called(ty: &Type, name: &str) -> bool {
    last(ty).is_some_and(|it| it.ident == name && !matches!(it.arguments, PathArguments::None))
}
