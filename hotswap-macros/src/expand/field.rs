//! One field of a type that crosses: its description, its representation, and the ways there and back.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Generics, Ident, Token};

use super::known::{ends, known, known_description};
use crate::model::fields::Field;
use crate::model::recursion::Recursion;

/// What is generated for one field.
pub(super) struct FieldCode {
    /// Names the field's type for rustc, once.
    pub(super) named: TokenStream,
    /// A `Part` of the description.
    pub(super) part: TokenStream,
    /// The type of the representation.
    pub(super) repr: TokenStream,
    /// The local variable, lowered.
    pub(super) lowered: TokenStream,
    /// The local variable, lifted.
    pub(super) lifted: TokenStream,
}

impl FieldCode {
    /// The code of a field of the type `owner`.
    pub(super) fn new(
        field: &Field,
        owner: &Ident,
        generics: &Generics,
        private: &TokenStream,
    ) -> Self {
        let (label, index, ty, local) = (&field.label, field.index, &field.ty, &field.local);
        let (params, args, wheres) = generics.split_for_impl();
        let fields = quote!(__Fields #args);
        let form = match field.recursion {
            Recursion::None => quote!(Plain),
            Recursion::Direct => quote!(Direct),
            Recursion::Declared => quote!(Declared),
        };
        let desc = match field.recursion {
            Recursion::None => {
                quote!(<#fields as #private::Field<#index>>::TYPE_UNLESS_HOTSWAP_RECURSIVE)
            }
            Recursion::Direct => {
                let described = field.described(owner, &quote!(#private::Itself));
                // Where the type is: there it has been told if it cannot cross.
                let (first, last) = ends(ty);
                let name = Ident::new("Known", last);
                let itself = quote_spanned!(first=> <#fields as #private::Field<#index>>::#name);
                let start = quote_spanned!(first=> __hotswap::Described::);
                let name = Ident::new("TYPE", last);
                let described = quote!({
                    use #private::UndescribedField as _;
                    let () = #private::Described::<(), ()>::IN_SCOPE;
                    #start<#described, #itself>::#name
                });
                guarded(&described, private)
            }
            Recursion::Declared => {
                let name = quote!(#ty).to_string().replace(' ', "");
                let name = quote!(&#private::TypeDesc::new(#private::Kind::Primitive, #name, &[]));
                let parts = quote!(#private::Part { label: "", ty: #name });
                let boxed = quote! {
                    &#private::TypeDesc::new(#private::Kind::Generic, "Box", &[#parts])
                };
                guarded(&boxed, private)
            }
        };
        let known = known(ty, None, &quote!(#private::Value), private);
        let desc_of_known =
            (field.recursion == Recursion::None).then(|| known_description(ty, private));
        let token = Token![impl](owner.span());
        Self {
            named: quote! {
                #token #params #private::Field<#index> for #fields #wheres { #known #desc_of_known }
            },
            part: quote!(#private::Part { label: #label, ty: #desc }),
            repr: quote!(#private::#form<#fields, #index>),
            lowered: quote!(#private::#form::<#fields, #index>::lower(#local)),
            // SAFETY: stands in the generated `lift`, whose contract covers each field.
            lifted: quote!(unsafe { #private::#form::<#fields, #index>::lift(#local) }),
        }
    }
}

/// The description of a field that carries its fingerprint, since `desc` does not say all.
fn guarded(desc: &TokenStream, private: &TokenStream) -> TokenStream {
    quote! {
        &#private::TypeDesc::new(
            #private::Kind::Recursion,
            "",
            &[#private::Part { label: "", ty: #desc }],
        )
    }
}
