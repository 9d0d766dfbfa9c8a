//! A struct or an enum that crosses.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Data as SynData, DeriveInput, Fields, GenericArgument, Ident, PathArguments, Type};

use crate::diag::Errors;
use crate::options::{Options, key};

/// A type with `#[derive(Abi)]`.
pub(crate) struct Data {
    pub(crate) options: Options,
    pub(crate) original: DeriveInput,
    pub(crate) body: Body,
}

/// What the type is made of.
pub(crate) enum Body {
    /// The fields of a struct.
    Struct(Vec<Field>, Form),
    /// The variants of an enum.
    Enum(Vec<Variant>),
    /// Nothing that can cross; `check` has more to say.
    Union,
}

/// One variant of an enum.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) fields: Vec<Field>,
    pub(crate) form: Form,
}

/// How the fields of a struct or variant are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `{ x: T }`
    Named,
    /// `(T)`
    Tuple,
    /// Nothing at all.
    Unit,
}

/// One field.
pub(crate) struct Field {
    /// Its name, or its position.
    pub(crate) label: String,
    /// Its name, if it has one.
    pub(crate) ident: Option<Ident>,
    /// What it is bound to when the type is taken apart.
    pub(crate) local: Ident,
    pub(crate) ty: Type,
    /// Compared by name alone.
    pub(crate) recursive: bool,
}

impl Data {
    /// Takes the type apart.
    pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> Option<Self> {
        let original: DeriveInput = match syn::parse2(item) {
            Ok(original) => original,
            Err(error) => {
                errors.push_syn(error);
                return None;
            }
        };
        let options = Options::of_attributes(&original.attrs, &[key::CRATE], errors);
        let body = match &original.data {
            SynData::Struct(data) => {
                let (fields, form) = fields_of(&data.fields, errors);
                Body::Struct(fields, form)
            }
            SynData::Enum(data) => Body::Enum(
                data.variants
                    .iter()
                    .map(|variant| {
                        let (fields, form) = fields_of(&variant.fields, errors);
                        Variant {
                            ident: variant.ident.clone(),
                            fields,
                            form,
                        }
                    })
                    .collect(),
            ),
            SynData::Union(_) => Body::Union,
        };
        Some(Self {
            options,
            original,
            body,
        })
    }
}

fn fields_of(fields: &Fields, errors: &mut Errors) -> (Vec<Field>, Form) {
    let form = match fields {
        Fields::Named(_) => Form::Named,
        Fields::Unnamed(_) => Form::Tuple,
        Fields::Unit => Form::Unit,
    };
    let fields = fields.iter().enumerate().map(|(index, field)| Field {
        label: match &field.ident {
            Some(ident) => ident.unraw().to_string(),
            None => index.to_string(),
        },
        ident: field.ident.clone(),
        local: format_ident!("__field{index}"),
        ty: field.ty.clone(),
        recursive: Options::of_attributes(&field.attrs, &[key::RECURSIVE], errors).is_recursive(),
    });
    (fields.collect(), form)
}

impl Field {
    /// The type to describe the field by: with `itself` wherever `owner` stands in it.
    pub(crate) fn described(&self, owner: &Ident, itself: &TokenStream) -> Type {
        let mut ty = self.ty.clone();
        replace_owner(&mut ty, owner, itself);
        ty
    }
}

/// Replaces every mention of `owner` (or `Self`) in a type. A type described by its own structure would
/// never end.
fn replace_owner(ty: &mut Type, owner: &Ident, itself: &TokenStream) {
    match ty {
        Type::Path(path) => {
            let is_owner = path.qself.is_none()
                && path.path.segments.len() == 1
                && path
                    .path
                    .segments
                    .iter()
                    .all(|segment| segment.ident == *owner || segment.ident == "Self");
            if is_owner {
                *ty = syn::parse_quote!(#itself);
                return;
            }
            for segment in &mut path.path.segments {
                let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
                    continue;
                };
                for argument in &mut arguments.args {
                    if let GenericArgument::Type(ty) = argument {
                        replace_owner(ty, owner, itself);
                    }
                }
            }
        }
        Type::Tuple(tuple) => {
            for element in &mut tuple.elems {
                replace_owner(element, owner, itself);
            }
        }
        Type::Array(array) => replace_owner(&mut array.elem, owner, itself),
        Type::Paren(inner) => replace_owner(&mut inner.elem, owner, itself),
        Type::Group(inner) => replace_owner(&mut inner.elem, owner, itself),
        _ => {}
    }
}

impl Form {
    /// `Path { a, b }`, `Path(a, b)` or `Path`, of the given parts.
    pub(crate) fn apply(self, path: &TokenStream, parts: &[(&Field, TokenStream)]) -> TokenStream {
        match self {
            Self::Unit => quote!(#path),
            Self::Tuple => {
                let values = parts.iter().map(|(_, value)| value);
                quote!(#path(#(#values),*))
            }
            Self::Named => {
                let names = parts.iter().map(|(field, _)| &field.ident);
                let values = parts.iter().map(|(_, value)| value);
                quote!(#path { #(#names: #values),* })
            }
        }
    }
}
