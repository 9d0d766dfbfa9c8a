//! The imports of a plugin.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Type};

use crate::diag::Errors;
use crate::options::{Options, key};

/// A struct with `#[derive(Imports)]`.
pub(crate) struct Imports {
    pub(crate) options: Options,
    pub(crate) original: DeriveInput,
    pub(crate) fields: Vec<Field>,
}

/// One field of it.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) options: Options,
    /// Whether its options are all understood.
    pub(crate) is_clear: bool,
}

impl Field {
    /// The imported plugin.
    pub(crate) fn plugin(&self) -> String {
        match &self.options.plugin {
            Some(name) => name.value(),
            None => self.label(),
        }
    }

    /// Its name.
    pub(crate) fn label(&self) -> String {
        self.ident.unraw().to_string()
    }
}

impl Imports {
    /// Parses the struct. Another item is reported, and has no fields. `None` if it cannot be parsed.
    pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> Option<Self> {
        // rustc has already reported a syntax error.
        let original: DeriveInput = syn::parse2(item).ok()?;
        let options = Options::of_attributes(&original.attrs, &[key::CRATE], errors);
        let fields = match &original.data {
            Data::Struct(data) => fields_of(&data.fields, errors),
            _ => {
                not_fields_with_names(&original.ident, errors);
                Vec::new()
            }
        };
        Some(Self {
            options,
            original,
            fields,
        })
    }
}

fn fields_of(fields: &Fields, errors: &mut Errors) -> Vec<Field> {
    if let Fields::Unnamed(unnamed) = fields {
        not_fields_with_names(unnamed, errors);
        return Vec::new();
    }
    fields
        .iter()
        .filter_map(|field| one_field(field, errors))
        .collect()
}

fn one_field(field: &syn::Field, errors: &mut Errors) -> Option<Field> {
    let allowed = [key::PLUGIN, key::OPTIONAL, key::ORDER_ONLY, key::SKIP];
    let before = errors.count();
    let options = Options::of_attributes(&field.attrs, &allowed, errors);
    Some(Field {
        ident: field.ident.clone()?,
        ty: field.ty.clone(),
        options,
        is_clear: errors.count() == before,
    })
}

fn not_fields_with_names(at: &impl ToTokens, errors: &mut Errors) {
    errors.push(
        at,
        "imports are the fields of a struct, each with the name of a plugin",
        "write `struct Deps { plugin_name: Obj<dyn Trait> }`",
    );
}
