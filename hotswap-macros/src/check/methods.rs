//! The rules for the methods of a plugin.

use super::{function, once};
use crate::diag::Errors;
use crate::model::methods::{ATTRIBUTE, Methods};

/// The rules for an `impl` with functions that can be called by name.
pub(crate) fn methods(methods: &Methods, errors: &mut Errors) {
    let head = &methods.head;
    once(&head.attributes, ATTRIBUTE, errors);
    if let Some(interface) = &head.interface {
        errors.push(
            interface,
            "#[hotswap::methods] belongs on an inherent `impl`, not on the `impl` of a trait",
            "write `impl YourType { … }`; methods of an interface are called through an object of it",
        );
        return;
    }
    if !head.generics.params.is_empty() {
        errors.push(
            &head.generics,
            "#[hotswap::methods] does not support a generic `impl`",
            "write the type of the plugin: the host creates one value of it",
        );
    }
    if !methods.has_marks {
        errors.push(
            &head.ty,
            "no function in this `impl` can be called by name",
            "put `#[plugin_fn]` or `#[live_fn]` on one, or remove `#[hotswap::methods]`",
        );
    }
    for method in &methods.functions {
        function(method, errors);
    }
}
