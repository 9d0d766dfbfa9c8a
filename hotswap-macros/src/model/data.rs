//! A struct or an enum that crosses.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Data as SynData, DeriveInput, Fields, Ident, Type};

use super::replace;
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
    /// Its number among all fields of the type.
    pub(crate) index: usize,
    /// What it is bound to when the type is taken apart.
    pub(crate) local: Ident,
    /// Its type as the user wrote it.
    pub(crate) written: Type,
    /// Its type without `Self`.
    pub(crate) ty: Type,
    pub(crate) recursion: Recursion,
}

/// Whether a type contains itself through a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recursion {
    /// Not that we know.
    None,
    /// The type stands in the field's type.
    Direct,
    /// The author says so: `#[hotswap(recursive)]`.
    Declared,
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
        let mut count = 0;
        let mut fields_of = |fields: &Fields, errors: &mut Errors| {
            let first = count;
            count += fields.len();
            fields_of(fields, first, &original, errors)
        };
        let body = match &original.data {
            SynData::Struct(data) => {
                let (fields, form) = fields_of(&data.fields, errors);
                Body::Struct(fields, form)
            }
            SynData::Enum(data) => Body::Enum(
                data.variants
                    .iter()
                    .map(|variant| {
                        Options::of_attributes(&variant.attrs, &[], errors);
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

/// The fields of a struct or variant; `first` is the number of the first among all of the type.
fn fields_of(
    fields: &Fields,
    first: usize,
    owner: &DeriveInput,
    errors: &mut Errors,
) -> (Vec<Field>, Form) {
    let form = match fields {
        Fields::Named(_) => Form::Named,
        Fields::Unnamed(_) => Form::Tuple,
        Fields::Unit => Form::Unit,
    };
    let fields = fields.iter().enumerate().map(|(position, field)| {
        let options = Options::of_attributes(&field.attrs, &[key::RECURSIVE], errors);
        let ty = spelt_out(&field.ty, owner);
        let index = first + position;
        Field {
            label: match &field.ident {
                Some(ident) => ident.unraw().to_string(),
                None => position.to_string(),
            },
            ident: field.ident.clone(),
            index,
            local: format_ident!("__field{index}"),
            recursion: recursion(&ty, &owner.ident, &options),
            written: field.ty.clone(),
            ty,
        }
    });
    (fields.collect(), form)
}

fn recursion(ty: &Type, owner: &Ident, options: &Options) -> Recursion {
    if options.is_recursive() {
        Recursion::Declared
    } else if replace::path(&mut ty.clone(), owner, &quote!(#owner)) {
        Recursion::Direct
    } else {
        Recursion::None
    }
}

impl Field {
    /// The type to describe the field by: with `itself` wherever `owner` stands in it. A type described by
    /// its own structure would never end.
    pub(crate) fn described(&self, owner: &Ident, itself: &TokenStream) -> Type {
        let mut ty = self.ty.clone();
        replace::path(&mut ty, owner, itself);
        ty
    }
}

/// The type without `Self`, which means something else inside what is generated.
fn spelt_out(ty: &Type, owner: &DeriveInput) -> Type {
    let mut ty = ty.clone();
    let ident = &owner.ident;
    let (_, args, _) = owner.generics.split_for_impl();
    let itself = Ident::new("Self", ident.span());
    replace::path(&mut ty, &itself, &quote!(#ident #args));
    ty
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
