//! The rules for a type that crosses.

use super::types;
use crate::diag::Errors;
use crate::model::data::{Body, Data};

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
        // Every field is lifted into a value of its own.
        _ => data
            .fields()
            .for_each(|field| types::owned(&field.written, errors)),
    }
    for param in data.original.generics.lifetimes() {
        errors.push(
            param,
            "a type that borrows cannot cross",
            types::OWN_THE_DATA,
        );
    }
}
