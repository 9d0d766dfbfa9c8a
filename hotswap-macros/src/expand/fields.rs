//! The fields of a struct or variant that crosses: what is generated for all of them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Generics, Ident};

use super::field::FieldCode;
use crate::model::fields::Fields;

/// What is generated for all fields of a struct or variant.
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

    /// The fields of the representation. Always in braces, whatever the user's form: `where` clauses stand at one place
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

    fn locals(&self) -> impl Iterator<Item = &Ident> {
        self.fields.all.iter().map(|field| &field.local)
    }
}
