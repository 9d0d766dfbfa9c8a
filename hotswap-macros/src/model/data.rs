//! A struct or an enum that crosses.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Data as SynData, DeriveInput, Ident, Type, WhereClause};

use super::fields::{Field, Fields};
use super::recursion::surely_never_ends;
use super::replace;
use crate::diag::Errors;
use crate::options::{Options, key};
use crate::tokens::idents;
use crate::types::{bare, is_sized};

/// A type with `#[derive(Abi)]`.
pub(crate) struct Data {
    pub(crate) options: Options,
    pub(crate) original: DeriveInput,
    pub(crate) body: Body,
}

/// The content of the type.
pub(crate) enum Body {
    Struct(Fields),
    Enum(Vec<Variant>),
    /// Nothing that can cross; `check` has more to say.
    Union,
}

/// One variant of an enum.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) fields: Fields,
}

impl Data {
    /// Parses the type; `None` if that fails, because rustc has already reported the error.
    pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> Option<Self> {
        let original: DeriveInput = syn::parse2(item).ok()?;
        let options = Options::of_attributes(&original.attrs, &[key::CRATE], errors);
        let mut count = 0;
        let mut fields_of = |fields: &syn::Fields, errors: &mut Errors| {
            let first = count;
            count += fields.len();
            Fields::parse(fields, first, &original, errors)
        };
        let body = match &original.data {
            SynData::Struct(data) => Body::Struct(fields_of(&data.fields, errors)),
            SynData::Enum(data) => {
                let variants = data.variants.iter().map(|variant| {
                    Options::of_attributes(&variant.attrs, &[], errors);
                    Variant {
                        ident: variant.ident.clone(),
                        fields: fields_of(&variant.fields, errors),
                    }
                });
                Body::Enum(variants.collect())
            }
            SynData::Union(_) => Body::Union,
        };
        Some(Self {
            options,
            original,
            body,
        })
    }

    /// The `where` clause without `Self`, which means another type in the generated code.
    pub(crate) fn spelt_out_wheres(&self) -> Option<WhereClause> {
        let generics = &self.original.generics;
        let (_, args, _) = generics.split_for_impl();
        let wheres = generics.where_clause.to_token_stream();
        let spelt_out = replace::itself(wheres, &self.original.ident, &quote!(#args));
        syn::parse2(spelt_out).ok()
    }

    /// All fields of all variants.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.groups().into_iter().flat_map(|group| &group.all)
    }

    /// The fields of the struct, or of each variant.
    fn groups(&self) -> Vec<&Fields> {
        match &self.body {
            Body::Struct(fields) => vec![fields],
            Body::Enum(variants) => variants.iter().map(|variant| &variant.fields).collect(),
            Body::Union => Vec::new(),
        }
    }

    /// Whether two variants, or two fields of one, have the same name.
    pub(crate) fn has_namesakes(&self) -> bool {
        let mut seen = HashSet::new();
        let is_unique = match &self.body {
            Body::Enum(variants) => variants.iter().all(|variant| seen.insert(&variant.ident)),
            _ => true,
        };
        !is_unique || self.groups().into_iter().any(Fields::has_namesakes)
    }

    /// Whether its fields need not be aligned: `#[repr(packed)]`.
    pub(crate) fn is_packed(&self) -> bool {
        let attributes = &self.original.attrs;
        let reprs = attributes.iter().filter(|it| it.path().is_ident("repr"));
        let mut words = reprs.flat_map(|it| idents(it.meta.to_token_stream()));
        words.any(|word| word == "packed")
    }

    /// Whether a type parameter is not used in any field.
    pub(crate) fn has_unused_parameter(&self) -> bool {
        let fields = self.fields();
        let named: HashSet<Ident> = fields
            .flat_map(|field| idents(field.written.to_token_stream()))
            .collect();
        let mut params = self.original.generics.type_params();
        params.any(|param| !named.contains(&param.ident))
    }

    /// Whether the type contains itself by value, and so has no size.
    pub(crate) fn never_ends(&self) -> bool {
        let owner = &self.original.ident;
        self.fields()
            .any(|field| surely_never_ends(&field.ty, owner))
    }

    /// Whether traits may be implemented for the type when it has been refused: it has a size, and does not borrow.
    pub(crate) fn may_have_fallback(&self) -> bool {
        let last = self.fields().last();
        !last.is_some_and(|last| is_unsized(&last.written))
            && self.original.generics.lifetimes().next().is_none()
    }
}

/// Whether a type has no size that a value of it would have.
fn is_unsized(ty: &Type) -> bool {
    match bare(ty) {
        Type::Tuple(tuple) => tuple.elems.last().is_some_and(is_unsized),
        ty => !is_sized(ty),
    }
}
