//! The fields of a struct or variant that crosses.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{DeriveInput, Ident, Index, Member, Type};

use super::recursion::Recursion;
use super::replace;
use crate::diag::Errors;
use crate::options::{Options, key};

/// All fields of a struct or variant.
pub(crate) struct Fields {
    pub(crate) all: Vec<Field>,
    form: Form,
}

/// How they are written.
#[derive(Clone, Copy)]
enum Form {
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
    ident: Option<Ident>,
    /// Its number among all fields of the type.
    pub(crate) index: usize,
    /// The variable that it is bound to in a pattern.
    pub(crate) local: Ident,
    /// Its type as the user wrote it.
    pub(crate) written: Type,
    /// Its type without `Self`.
    pub(crate) ty: Type,
    pub(crate) recursion: Recursion,
}

impl Fields {
    /// Parses them; `first` is the number of the first one among all fields of the type `owner`.
    pub(super) fn parse(
        fields: &syn::Fields,
        first: usize,
        owner: &DeriveInput,
        errors: &mut Errors,
    ) -> Self {
        let form = match fields {
            syn::Fields::Named(_) => Form::Named,
            syn::Fields::Unnamed(_) => Form::Tuple,
            syn::Fields::Unit => Form::Unit,
        };
        let fields = fields.iter().enumerate();
        let all = fields
            .map(|(position, field)| Field::parse(field, first, position, owner, errors))
            .collect();
        Self { all, form }
    }

    /// `Path { a, b }`, `Path(a, b)` or `Path`, of a part for each field.
    pub(crate) fn apply<'p>(
        &self,
        path: &TokenStream,
        parts: impl Iterator<Item = &'p TokenStream>,
    ) -> TokenStream {
        match self.form {
            Form::Unit => quote!(#path),
            Form::Tuple => quote!(#path(#(#parts),*)),
            Form::Named => {
                let names = self.all.iter().map(|field| &field.ident);
                quote!(#path { #(#names: #parts),* })
            }
        }
    }

    /// The name of each field in a field expression.
    pub(crate) fn members(&self) -> impl Iterator<Item = Member> {
        let numbered = self.all.iter().enumerate();
        numbered.map(|(position, field)| match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index::from(position)),
        })
    }

    /// Whether two have the same name.
    pub(super) fn has_namesakes(&self) -> bool {
        let mut labels = HashSet::new();
        !self.all.iter().all(|field| labels.insert(&field.label))
    }
}

impl Field {
    fn parse(
        field: &syn::Field,
        first: usize,
        position: usize,
        owner: &DeriveInput,
        errors: &mut Errors,
    ) -> Self {
        let options = Options::of_attributes(&field.attrs, &[key::RECURSIVE], errors);
        let ty = spelt_out(&field.ty, owner);
        let index = first + position;
        Self {
            label: match &field.ident {
                Some(ident) => ident.unraw().to_string(),
                None => position.to_string(),
            },
            ident: field.ident.clone(),
            index,
            local: format_ident!("__field{index}"),
            recursion: Recursion::of(&ty, &owner.ident, options.recursive.is_some()),
            written: field.ty.clone(),
            ty,
        }
    }

    /// The type that describes the field: with `itself` instead of `owner`. The description of a recursive type would not end
    /// otherwise.
    pub(crate) fn described(&self, owner: &Ident, itself: &TokenStream) -> Type {
        let mut ty = self.ty.clone();
        replace::path(&mut ty, owner, itself);
        ty
    }
}

/// The type without `Self`, which means another type in the generated code.
fn spelt_out(ty: &Type, owner: &DeriveInput) -> Type {
    let (_, args, _) = owner.generics.split_for_impl();
    let spelt_out = replace::itself(quote!(#ty), &owner.ident, &quote!(#args));
    syn::parse2(spelt_out).unwrap_or_else(|_| ty.clone())
}
