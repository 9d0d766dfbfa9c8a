//! One field of a type that crosses: its description, its representation, and the ways there and back.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Generics, Ident, Token, Type};

use super::resolved::{ends, resolved, resolved_description};
use crate::model::fields::Field;
use crate::model::recursion::Recursion;
use crate::types::is_leaf;

/// The code that is generated for one field.
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
    /// Looks how deeply the local variable, which borrows the field, is nested; `None` where it cannot be.
    pub(super) checked: Option<TokenStream>,
}

impl FieldCode {
    /// The code of a field of the type `owner`.
    pub(super) fn new(field: &Field, owner: &Ident, generics: &Generics) -> Self {
        let (label, index, ty, local) = (&field.label, field.index, &field.ty, &field.local);
        let (params, args, wheres) = generics.split_for_impl();
        let fields = quote!(__Fields #args);
        let form = match field.recursion {
            Recursion::None if is_leaf(ty) => quote!(Leaf),
            Recursion::None => quote!(Plain),
            Recursion::Direct => quote!(Direct),
            Recursion::Declared => quote!(Declared),
        };
        let desc = match field.recursion {
            Recursion::None => {
                quote!(<#fields as __hotswap::Field<#index>>::TYPE_UNLESS_HOTSWAP_RECURSIVE)
            }
            Recursion::Direct => guarded(&without_owner(field, owner, &fields)),
            Recursion::Declared => guarded(&name_in_a_box(ty)),
        };
        let resolved = resolved(ty, None, &quote!(__hotswap::Value));
        let desc_of_resolved =
            (field.recursion == Recursion::None).then(|| resolved_description(ty));
        let token = Token![impl](owner.span());
        Self {
            named: quote! {
                #token #params __hotswap::Field<#index> for #fields #wheres { #resolved #desc_of_resolved }
            },
            part: quote!(__hotswap::Part { label: #label, ty: #desc }),
            repr: quote!(__hotswap::#form<#fields, #index>),
            lowered: quote!(__hotswap::#form::<#fields, #index>::lower(#local)),
            checked: (!is_leaf(ty)).then(
                || quote!(__hotswap::#form::<#fields, #index>::check_depth(#local, __levels)?;),
            ),
            // SAFETY: stands in the generated `lift`, whose contract covers each field.
            lifted: quote!(unsafe { __hotswap::#form::<#fields, #index>::lift(#local) }),
        }
    }
}

/// The description of a field whose type has `owner` in it, with something else for that.
fn without_owner(field: &Field, owner: &Ident, fields: &TokenStream) -> TokenStream {
    let private = super::private();
    let described = field.described(owner, &quote!(__hotswap::Itself));
    let index = field.index;
    // Where the type is: there it has been told if it cannot cross.
    let (first, last) = ends(&field.ty);
    let name = Ident::new("Resolved", last);
    let itself = quote_spanned!(first=> <#fields as #private::Field<#index>>::#name);
    let start = quote_spanned!(first=> __hotswap::Described::);
    let name = Ident::new("TYPE", last);
    quote!({
        use __hotswap::UndescribedField as _;
        let () = __hotswap::Described::<(), ()>::IN_SCOPE;
        #start<#described, #itself>::#name
    })
}

/// The description of a field by the name of its type.
fn name_in_a_box(ty: &Type) -> TokenStream {
    let name = quote!(#ty).to_string().replace(' ', "");
    let name = quote!(&__hotswap::TypeDesc::new(__hotswap::Kind::Primitive, #name, &[]));
    quote! {
        &__hotswap::TypeDesc::new(
            __hotswap::Kind::Generic, "Box", &[__hotswap::Part { label: "", ty: #name }]
        )
    }
}

/// The description of a field that carries its fingerprint, since `desc` does not say all.
fn guarded(desc: &TokenStream) -> TokenStream {
    quote! {
        &__hotswap::TypeDesc::new(
            __hotswap::Kind::Recursion,
            "",
            &[__hotswap::Part { label: "", ty: #desc }],
        )
    }
}
