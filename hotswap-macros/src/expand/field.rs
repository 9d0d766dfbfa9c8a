//! One field of a type that crosses: its description, its representation, and the ways there and back.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use crate::model::data::{Field, Recursion};

/// What is generated for one field.
pub(super) struct FieldCode {
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
    pub(super) fn new(field: &Field, owner: &Ident, private: &TokenStream) -> Self {
        let (label, ty, local) = (&field.label, &field.ty, &field.local);
        let part = |desc: TokenStream| quote!(#private::Part { label: #label, ty: #desc });
        match field.recursion {
            Recursion::None => Self {
                part: part(quote!(<#ty as #private::Shape>::TYPE)),
                repr: quote!(<#ty as #private::Abi>::Repr),
                lowered: quote!(#private::Abi::lower(#local)),
                lifted: quote!(unsafe { #private::Abi::lift(#local) }),
            },
            Recursion::Direct => {
                let described = field.described(owner, &quote!(#private::Itself));
                Self {
                    part: part(guarded(
                        &quote!(<#described as #private::Shape>::TYPE),
                        private,
                    )),
                    repr: quote!(#private::Guarded<<#ty as #private::Abi>::Repr>),
                    lowered: quote!(#private::guard(#local)),
                    lifted: quote!(unsafe { #private::unguard::<#ty>(#local) }),
                }
            }
            // Boxed: all that the description says is a name, so the layout must not depend on the type.
            Recursion::Declared => {
                let name = quote!(#ty).to_string().replace(' ', "");
                let desc = quote!(&#private::TypeDesc::new(#private::Kind::Primitive, #name, &[]));
                let boxed = quote!(#private::Box<#ty>);
                Self {
                    part: part(guarded(&desc, private)),
                    repr: quote!(#private::Guarded<<#boxed as #private::Abi>::Repr>),
                    lowered: quote!(#private::guard(#private::Box::new(#local))),
                    lifted: quote!(*unsafe { #private::unguard::<#boxed>(#local) }),
                }
            }
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
