//! The rules for what a plugin says of others: the interface that it exports, the imports that it has.

use quote::ToTokens;
use syn::Type;

use super::objects::second_trait;
use crate::diag::Errors;
use crate::model::plugin::Plugin;
use crate::model::types::bare;
use crate::options::value::objects_in;

pub(crate) fn links(plugin: &Plugin, errors: &mut Errors) {
    if let Some(exports) = plugin.options.exports() {
        one_interface(exports, errors);
    }
    if let Some(imports) = plugin.options.imports() {
        a_struct(imports, errors);
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
    if let Some(object) = objects_in(&exports.to_token_stream()).first() {
        let help = format!("write `exports = {object}`");
        errors.push(exports, "`exports` names the interface by itself", &help);
    }
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
