//! `#[derive(Imports)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::check;
use crate::diag::Errors;
use crate::model::imports::{Field, Imports};

/// The whole way of a plugin's imports through the macro.
pub(crate) fn run(item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let imports = Imports::parse(item, &mut errors);
    if let Some(imports) = &imports {
        check::imports::imports(imports, &mut errors);
    }
    match (imports, errors.finish()) {
        (Some(imports), Ok(())) => expand(&imports),
        (_, errors) => errors.err().unwrap_or_default(),
    }
}

fn expand(imports: &Imports) -> TokenStream {
    let import = super::import(&imports.options.krate());
    let private = super::private();
    let ident = &imports.original.ident;
    let wired = imports
        .fields
        .iter()
        .filter(|it| it.options.skip().is_none());
    let declared = wired.map(|field| declaration(field, &private));
    let fields = imports.fields.iter().map(|field| value(field, &private));
    let ends = imports.fields.iter().map(|field| end(field, &private));
    let shared = quote_spanned!(ident.span()=> <Self as #private::Share>::PROOF);
    quote! {
        const _: () = {
            #import
            impl #private::Imports for #ident {
                const SHARED: #private::Shared<Self> = #shared;
                const IMPORTS: &'static [#private::Import] = &[#(#declared),*];

                fn wire(__wiring: &mut #private::Wiring) -> Self {
                    Self { #(#fields),* }
                }

                fn unwire(self) {
                    #(#ends)*
                }
            }
        };
    }
}

fn declaration(field: &Field, private: &TokenStream) -> TokenStream {
    let (label, plugin, ty) = (field.label(), field.plugin(), &field.ty);
    let interface = quote_spanned!(ty.span()=> <#ty as #private::ImportField>::INTERFACE);
    let optional = quote_spanned!(ty.span()=> <#ty as #private::ImportField>::OPTIONAL);
    quote! {
        #private::Import {
            field: #label,
            plugin: #plugin,
            interface: #interface,
            optional: #optional,
        }
    }
}

fn value(field: &Field, private: &TokenStream) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.ty);
    match field.options.skip() {
        Some(_) => quote_spanned! {ty.span()=>
            #ident: <#ty as #private::core::default::Default>::default()
        },
        None => quote_spanned! {ty.span()=>
            #ident: <#ty as #private::ImportField>::fill(__wiring)
        },
    }
}

/// What becomes of it in the end. An import is let go; in other fields no code of the plugin is to run.
fn end(field: &Field, private: &TokenStream) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.ty);
    match field.options.skip() {
        Some(_) => quote!(#private::keep_field(self.#ident);),
        None => quote_spanned!(ty.span()=> <#ty as #private::ImportField>::let_go(self.#ident);),
    }
}
