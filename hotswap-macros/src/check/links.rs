//! The rules for what a plugin says of others: the interface that it exports, the imports that it has.

use quote::ToTokens;
use syn::Type;

use super::objects::second_trait;
use super::types::mentions_of_self;
use crate::diag::Errors;
use crate::model::plugin::Plugin;
use crate::model::types::bare;
use crate::tokens::objects_in;

pub(crate) fn links(plugin: &Plugin, errors: &mut Errors) {
    if let Some(imports) = plugin.options.imports() {
        not_itself(imports, errors);
        a_struct(imports, errors);
    }
    if let Some(exports) = plugin.options.exports() {
        not_itself(exports, errors);
        one_interface(exports, errors);
    }
}

fn not_itself(ty: &Type, errors: &mut Errors) {
    for itself in mentions_of_self(ty) {
        let wrong = "`Self` means nothing in the options of an attribute";
        errors.push(itself, wrong, "write the name of the type");
    }
}

/// `dyn Trait`, and nothing around it or besides it.
fn one_interface(exports: &Type, errors: &mut Errors) {
    if let Type::TraitObject(object) = bare(exports) {
        if let Some(second) = second_trait(object) {
            errors.push(
                second,
                "a plugin exports one interface",
                "make one interface of the methods of both",
            );
        }
        return;
    }
    let objects = objects_in(&exports.to_token_stream());
    let object = match (objects.first(), bare(exports)) {
        (Some(object), _) => object,
        // What a path is, rustc knows.
        (None, Type::Path(_) | Type::Macro(_)) => return,
        (None, _) => "dyn YourTrait",
    };
    errors.push(
        exports,
        "what a plugin exports is an interface, and the plugin itself is the object",
        &format!("write `exports = {object}`"),
    );
}

/// The imports are more than one interface, and have the plugins' names.
fn a_struct(imports: &Type, errors: &mut Errors) {
    if let Some(object) = objects_in(&imports.to_token_stream()).first() {
        let help = format!(
            "write `#[derive(Imports)] struct Deps {{ plugin_name: Obj<{object}> }}`, and `imports = Deps`"
        );
        errors.push(
            imports,
            "`imports` names a struct that has a field for each plugin",
            &help,
        );
    }
}
