//! The rules for the plugin of a crate, its export and its imports.

use quote::ToTokens;
use syn::Type;

use super::objects::second_trait;
use super::once;
use super::types::{OWN_THE_DATA, mentions_of_self};
use crate::diag::Errors;
use crate::model::plugin::{ATTRIBUTE, Plugin};
use crate::tokens::objects_in;
use crate::types::bare;

/// The rules for a plugin.
pub(crate) fn plugin(plugin: &Plugin, errors: &mut Errors) {
    once(&plugin.head.attributes, ATTRIBUTE, errors);
    implements_plugin(plugin, errors);
    links(plugin, errors);
    if !plugin.head.generics.params.is_empty() {
        errors.push(
            &plugin.head.generics,
            "a plugin cannot be generic",
            "implement `Plugin` for a concrete type: the host creates one value of it",
        );
    }
    type_of_the_crate(plugin, errors);
}

/// rustc checks whether it is the right trait, which may have another name here.
fn implements_plugin(plugin: &Plugin, errors: &mut Errors) {
    if plugin.head.interface.is_none() {
        errors.push(
            &plugin.head.ty,
            "#[hotswap::plugin] belongs on an `impl Plugin for …`, not on an inherent `impl`",
            "write `impl Plugin for YourType { … }`",
        );
    }
}

/// For a foreign type and for a reference, rustc would report several unrelated errors.
fn type_of_the_crate(plugin: &Plugin, errors: &mut Errors) {
    if plugin.head.interface.is_none() {
        return;
    }
    if let Some(ty) = plugin.nameless() {
        errors.push(
            ty,
            "the type of a plugin must be defined in its own crate",
            "define one, `struct YourType;`, and write `impl Plugin for YourType { … }`",
        );
    }
    if let Some(lifetime) = plugin.lent() {
        errors.push(
            lifetime,
            "a plugin cannot borrow: the host decides how long it lives",
            OWN_THE_DATA,
        );
    }
}

fn links(plugin: &Plugin, errors: &mut Errors) {
    if let Some(imports) = &plugin.options.imports {
        not_itself(imports, errors);
        a_struct(imports, errors);
    }
    if let Some(exports) = &plugin.options.exports {
        not_itself(exports, errors);
        one_interface(exports, errors);
    }
}

fn not_itself(ty: &Type, errors: &mut Errors) {
    for itself in mentions_of_self(ty) {
        let wrong = "`Self` cannot be used in the options of an attribute";
        errors.push(itself, wrong, "write the name of the type");
    }
}

/// `dyn Trait`, and nothing around it or besides it.
fn one_interface(exports: &Type, errors: &mut Errors) {
    if let Type::TraitObject(object) = bare(exports) {
        if let Some(second) = second_trait(object) {
            errors.push(
                second,
                "a plugin can export only one interface",
                "combine the methods in one interface",
            );
        }
        return;
    }
    let objects = objects_in(&exports.to_token_stream());
    let object = match (objects.first(), bare(exports)) {
        (Some(object), _) => object,
        // rustc checks what a path refers to.
        (None, Type::Path(_) | Type::Macro(_)) => return,
        (None, _) => "dyn YourTrait",
    };
    errors.push(
        exports,
        "a plugin exports an interface: the plugin itself is the object",
        &format!("write `exports = {object}`"),
    );
}

/// Imports are a struct, with the names of the plugins.
fn a_struct(imports: &Type, errors: &mut Errors) {
    if let Some(object) = objects_in(&imports.to_token_stream()).first() {
        let help = format!(
            "write `#[derive(Imports)] struct Deps {{ plugin_name: Obj<{object}> }}`, and `imports = Deps`"
        );
        errors.push(
            imports,
            "`imports` expects a struct with a field for each imported plugin",
            &help,
        );
    }
}
