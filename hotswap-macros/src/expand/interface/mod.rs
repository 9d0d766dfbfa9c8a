//! `#[hotswap::interface]`.

mod method;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use self::method::{MethodCode, Names};
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::interface::Interface;

/// The whole way of a trait through the macro.
pub(crate) fn run(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(interface) = Interface::parse(options, item.clone(), &mut errors) else {
        return with_errors(item, errors.finish().err().unwrap_or_default());
    };
    check::interface::interface(&interface, &mut errors);
    match errors.finish() {
        Ok(()) => expand(&interface),
        Err(errors) => with_errors(&interface.original, errors),
    }
}

fn expand(interface: &Interface) -> TokenStream {
    let krate = interface.options.krate();
    let bounded = interface.bounded(&quote!(#krate::__private));
    let import = super::import(&krate);
    let private = super::private();
    let ident = &interface.original.ident;
    let name = ident.unraw().to_string();
    let count = interface.methods.len();
    let mut names = Names::default();
    let code: Vec<_> = interface
        .methods
        .iter()
        .map(|method| MethodCode::new(method, ident, &mut names, &private))
        .collect();
    let described = code.iter().map(|it| &it.described);
    let parts = code.iter().map(|it| &it.part);
    let methods: Vec<_> = code.iter().map(|it| &it.method).collect();
    let calls = code.iter().map(|it| &it.call);
    let names = names.declared(&private);
    let from_fn = from_fn(interface, &private);
    quote! {
        #bounded

        const _: () = {
            #import

            /// Method number `INDEX`, as `T` has it.
            struct __Method<T, const INDEX: #private::core::primitive::usize>(
                #private::core::marker::PhantomData<T>,
            );
            #names
            #(#described)*

            // SAFETY: the table has the methods of the description, in its order.
            #[automatically_derived]
            unsafe impl #private::Interface for dyn #ident {
                type VTable = #private::VTable<#count>;
                const TYPE: &'static #private::TypeDesc = &#private::TypeDesc::new(
                    #private::Kind::Interface,
                    #name,
                    &[#(#parts),*],
                );
            }

            // SAFETY: the table is made of the methods of `T`.
            #[automatically_derived]
            unsafe impl<T: #ident> #private::ImplementedBy<T> for dyn #ident {
                const TABLES: &'static #private::Tables<Self::VTable> = &unsafe {
                    #private::Tables::new::<T>(
                        <Self as #private::Interface>::TYPE,
                        [#(#methods::ENTRY),*],
                        [#(#methods::COUNTED),*],
                    )
                };
            }

            #[automatically_derived]
            impl #ident for #private::Obj<dyn #ident> {
                #(#calls)*
            }

            #from_fn
        };
    }
}

/// Closures stand for an interface with one method that must be written.
fn from_fn(interface: &Interface, private: &TokenStream) -> TokenStream {
    let Some(method) = interface.only_required() else {
        return TokenStream::new();
    };
    let ident: &Ident = &interface.original.ident;
    let types: Vec<_> = method.params.iter().map(|param| &param.ty).collect();
    let result = &method.result;
    let call = method::with_body(method, |locals| quote!((self.0)(#(#locals),*)));
    quote! {
        struct __Closure<F>(F);

        #[automatically_derived]
        impl<F> #ident for __Closure<F>
        where
            F: #private::core::ops::Fn(#(#types),*) -> #result
                + #private::core::marker::Send + #private::core::marker::Sync + 'static,
        {
            #call
        }

        #[automatically_derived]
        impl<F> #private::FromFn<F> for dyn #ident
        where
            F: #private::core::ops::Fn(#(#types),*) -> #result
                + #private::core::marker::Send + #private::core::marker::Sync + 'static,
        {
            fn from_fn(__closure: F) -> #private::Obj<Self> {
                #private::Obj::new(__Closure(__closure))
            }
        }
    }
}
