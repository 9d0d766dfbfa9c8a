//! The code that is generated for all fields of a struct or variant.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Generics, Ident};

use super::field::FieldCode;
use crate::model::fields::Fields;
use crate::model::recursion::Recursion;

/// The code that is generated for all fields of a struct or variant.
pub(super) struct FieldsCode<'a> {
    fields: &'a Fields,
    code: Vec<FieldCode>,
}

impl<'a> FieldsCode<'a> {
    /// The code of fields of the type `owner`.
    pub(super) fn new(fields: &'a Fields, owner: &Ident, generics: &Generics) -> Self {
        let all = fields.all.iter();
        let code = all
            .map(|field| FieldCode::new(field, owner, generics))
            .collect();
        Self { fields, code }
    }

    /// Names the type of each for rustc, once.
    pub(super) fn named(&self) -> TokenStream {
        self.code.iter().map(|field| field.named.clone()).collect()
    }

    /// The description of the struct or variant.
    pub(super) fn description(&self, name: &str) -> TokenStream {
        let parts = self.code.iter().map(|field| &field.part);
        quote!(__hotswap::TypeDesc::new(__hotswap::Kind::Struct, #name, &[#(#parts),*]))
    }

    /// The fields of the representation. Always in braces: `where` clauses stand at one place
    /// then.
    pub(super) fn declared(&self) -> TokenStream {
        let locals = self.locals();
        let types = self.code.iter().map(|field| &field.repr);
        quote!({ #(#locals: #types,)* })
    }

    /// The representation's fields as local variables.
    pub(super) fn taken(&self) -> TokenStream {
        let locals = self.locals();
        quote!({ #(#locals,)* })
    }

    /// The representation's fields, of local variables that are the user's.
    pub(super) fn lowered(&self) -> TokenStream {
        let locals = self.locals();
        let lowered = self.code.iter().map(|field| &field.lowered);
        quote!({ #(#locals: #lowered,)* })
    }

    /// The user's fields as local variables.
    pub(super) fn bound(&self, path: &TokenStream) -> TokenStream {
        let locals: Vec<_> = self.locals().map(ToTokens::to_token_stream).collect();
        self.fields.apply(path, locals.iter())
    }

    /// The user's fields, of local variables that are the representation's.
    pub(super) fn lifted(&self, path: &TokenStream) -> TokenStream {
        let lifted = self.code.iter().map(|field| &field.lifted);
        self.fields.apply(path, lifted)
    }

    /// Looks how deeply each field is nested that may be, in local variables that borrow the user's.
    pub(super) fn checked(&self) -> TokenStream {
        let checked = self.code.iter().filter_map(|field| field.checked.clone());
        checked.collect()
    }

    /// Whether a field may be nested.
    pub(super) fn may_nest(&self) -> bool {
        self.code.iter().any(|field| field.checked.is_some())
    }

    /// Those fields of `path` as local variables.
    pub(super) fn borrowed(&self, path: &TokenStream) -> TokenStream {
        let parts = self.code.iter().zip(self.locals());
        let bound: Vec<_> = parts
            .map(|(code, local)| match code.checked {
                Some(_) => quote!(#local),
                None => quote!(_),
            })
            .collect();
        self.fields.apply(path, bound.iter())
    }

    /// The same of a type whose fields cannot be borrowed, since they need not be aligned.
    pub(super) fn copied(&self) -> TokenStream {
        let all = self
            .code
            .iter()
            .zip(self.locals())
            .zip(self.fields.members());
        let nested = all.filter(|((code, _), _)| code.checked.is_some());
        let (locals, members): (Vec<_>, Vec<_>) =
            nested.map(|((_, local), member)| (local, member)).unzip();
        quote! {
            // SAFETY: a copy of a field that is there, and is not dropped.
            #(let #locals = &__hotswap::core::mem::ManuallyDrop::new(unsafe {
                __hotswap::core::ptr::read_unaligned(&raw const self.#members)
            });)*
        }
    }

    /// The types of the representations.
    pub(super) fn reprs(&self) -> impl Iterator<Item = &TokenStream> {
        self.code.iter().map(|field| &field.repr)
    }

    /// Whether the type contains itself through one of them.
    pub(super) fn is_recursive(&self) -> bool {
        let mut all = self.fields.all.iter();
        all.any(|field| field.recursion != Recursion::None)
    }

    fn locals(&self) -> impl Iterator<Item = &Ident> {
        self.fields.all.iter().map(|field| &field.local)
    }
}
