//! A struct or an enum that crosses.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Data as SynData, DeriveInput, Fields, Ident, Type, WhereClause};

use super::replace;
use super::types::{arguments, bare, is_sized};
use crate::diag::Errors;
use crate::options::{Options, key};
use crate::tokens::idents;

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
    /// Takes the type apart; `None` if it cannot be read: rustc, which read it before, has said why.
    pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> Option<Self> {
        let original: DeriveInput = syn::parse2(item).ok()?;
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
    // What never ends is told by rustc, of the type. It need not be told of the representation.
    if options.is_recursive() || never_ends(ty, owner) {
        Recursion::Declared
    } else if replace::mentions(ty, owner) {
        Recursion::Direct
    } else {
        Recursion::None
    }
}

/// Whether a type stands in itself by value, as far as names tell: so that it has no size.
fn never_ends(ty: &Type, owner: &Ident) -> bool {
    match bare(ty) {
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if last.ident == "Option" => arguments(last).any(|ty| never_ends(ty, owner)),
            _ => replace::is_named(&path.path, owner),
        },
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| never_ends(ty, owner)),
        Type::Array(array) => never_ends(&array.elem, owner),
        _ => false,
    }
}

/// The same, whatever an `Option` is here.
fn surely_never_ends(ty: &Type, owner: &Ident) -> bool {
    match ty {
        Type::Path(path) => replace::is_named(&path.path, owner),
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| surely_never_ends(ty, owner)),
        Type::Array(array) => surely_never_ends(&array.elem, owner),
        _ => false,
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
    let (_, args, _) = owner.generics.split_for_impl();
    let spelt_out = replace::itself(quote!(#ty), &owner.ident, &quote!(#args));
    syn::parse2(spelt_out).unwrap_or_else(|_| ty.clone())
}

impl Data {
    /// The `where` clause, without `Self` as well.
    pub(crate) fn spelt_out_wheres(&self) -> Option<WhereClause> {
        let generics = &self.original.generics;
        let (_, args, _) = generics.split_for_impl();
        let wheres = generics.where_clause.to_token_stream();
        syn::parse2(replace::itself(
            wheres,
            &self.original.ident,
            &quote!(#args),
        ))
        .ok()
    }

    /// Whether two variants, or two fields of one, have the same name.
    pub(crate) fn has_namesakes(&self) -> bool {
        let mut variants = HashSet::new();
        let mut fields = HashSet::new();
        match &self.body {
            Body::Struct(all, _) => !all.iter().all(|field| fields.insert(&field.label)),
            Body::Enum(all) => all.iter().any(|variant| {
                fields.clear();
                !variants.insert(&variant.ident)
                    || !variant
                        .fields
                        .iter()
                        .all(|field| fields.insert(&field.label))
            }),
            Body::Union => false,
        }
    }

    /// Whether a type parameter stands in no field.
    pub(crate) fn has_unused_parameter(&self) -> bool {
        let fields = self.fields();
        let named: HashSet<Ident> = fields
            .flat_map(|field| idents(field.written.to_token_stream()))
            .collect();
        let mut params = self.original.generics.type_params();
        params.any(|param| !named.contains(&param.ident))
    }

    /// Whether the type has itself in it, and so no size.
    pub(crate) fn never_ends(&self) -> bool {
        let owner = &self.original.ident;
        self.fields()
            .any(|field| surely_never_ends(&field.ty, owner))
    }

    /// Whether traits may be implemented for the type when it has been refused: it has a size, and does not borrow.
    pub(crate) fn may_stand_in(&self) -> bool {
        let last = self.fields().last();
        !last.is_some_and(|last| is_unsized(&last.written))
            && self.original.generics.lifetimes().next().is_none()
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        let (fields, variants) = match &self.body {
            Body::Struct(fields, _) => (&fields[..], &[][..]),
            Body::Enum(variants) => (&[][..], &variants[..]),
            Body::Union => (&[][..], &[][..]),
        };
        fields
            .iter()
            .chain(variants.iter().flat_map(|variant| &variant.fields))
    }
}

/// Whether a type has no size that a value of it would have.
fn is_unsized(ty: &Type) -> bool {
    match bare(ty) {
        Type::Tuple(tuple) => tuple.elems.last().is_some_and(is_unsized),
        ty => !is_sized(ty),
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
