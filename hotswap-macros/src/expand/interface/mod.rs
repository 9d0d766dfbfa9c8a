//! `#[hotswap::interface]`.

mod method;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Ident, ItemTrait, Lifetime};

use self::method::{MethodCode, Names};
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::interface::{Interface, is_condition};

/// The whole way of a trait through the macro.
pub(crate) fn run(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(interface) = Interface::parse(options.clone(), item.clone(), &mut errors) else {
        return super::not_read(item, options, errors);
    };
    check::interface(&interface, &mut errors);
    match errors.finish() {
        Ok(()) => expand(&interface),
        Err(errors) => with_errors(fallback(&interface.fallback()), errors),
    }
}

/// For a trait that is refused: so much that what uses it compiles, and its own errors are the only ones.
fn fallback(interface: &Interface) -> TokenStream {
    let original = &interface.original;
    if !interface.is_dyn_safe() {
        return quote!(#original);
    }
    let unsafety = &original.unsafety;
    let krate = interface.options.krate();
    let bounded = interface.bounded(&quote!(#krate::__private));
    let import = super::import(&krate);
    let ident = &original.ident;
    let calls = interface.methods.iter().map(|it| {
        let conditions = it.original.attrs.iter().filter(|it| is_condition(it));
        let call = method::with_body(it, |_, _| quote!(loop {}));
        quote!(#(#conditions)* #call)
    });
    quote! {
        #bounded

        #[allow(deprecated, unused_variables)]
        const _: () = {
            #import
            // SAFETY: nothing of this is ever run.
            unsafe impl __hotswap::Interface for dyn #ident {
                type VTable = __hotswap::VTable<0>;
                const TYPE: &'static __hotswap::TypeDesc =
                    <__hotswap::Itself as __hotswap::Interface>::TYPE;
            }
            // SAFETY: as above.
            unsafe impl<__T: #ident> __hotswap::ImplementedBy<__T> for dyn #ident {
                const TABLES: &'static __hotswap::Tables<Self::VTable> = &unsafe {
                    __hotswap::Tables::new::<__T>(<Self as __hotswap::Interface>::TYPE, [], [])
                };
            }
            #unsafety impl #ident for __hotswap::Obj<dyn #ident> {
                #(#calls)*
            }
        };
    }
}

fn expand(interface: &Interface) -> TokenStream {
    let krate = interface.options.krate();
    let bounded = without_parameters(&interface.bounded(&quote!(#krate::__private)));
    let import = super::import(&krate);
    let ident = &interface.original.ident;
    let name = ident.unraw().to_string();
    let count = interface.methods.len();
    let mut names = Names::default();
    let code: Vec<_> = interface
        .methods
        .iter()
        .map(|method| MethodCode::new(method, ident, &mut names))
        .collect();
    let described = code.iter().map(|it| &it.described);
    let parts: Vec<_> = code.iter().map(|it| &it.part).collect();
    let whole = code.iter().any(|it| it.whole.is_some()).then(|| {
        let parts = code.iter().map(|it| it.whole.as_ref().unwrap_or(&it.part));
        described_by(&name, parts)
    });
    let methods: Vec<_> = code.iter().map(|it| &it.method).collect();
    let calls = code.iter().map(|it| &it.call);
    let names = names.declared();
    // Where interfaces stand in each other this is a cycle: rustc reports it here, and of what they lack says the name.
    let at = Span::call_site().located_at(ident.span());
    let outline = described_by(&name, parts);
    let description = quote_spanned! {at=>
        const TYPE_UNLESS_HOTSWAP_RECURSIVE: &__hotswap::TypeDesc = #outline;
    };
    let descriptions = match whole {
        Some(whole) => quote! {
            const TYPE: &'static __hotswap::TypeDesc = #whole;
            const OUTLINE: &'static __hotswap::TypeDesc = TYPE_UNLESS_HOTSWAP_RECURSIVE;
        },
        None => quote! {
            const TYPE: &'static __hotswap::TypeDesc = TYPE_UNLESS_HOTSWAP_RECURSIVE;
        },
    };
    let from_fn = from_fn(interface);
    quote! {
        #bounded

        // A method may be deprecated for everybody else.
        #[allow(deprecated)]
        const _: () = {
            #import
            #[allow(unused_imports)]
            use __hotswap::Undescribed as _;

            /// Method number `INDEX`, as `__T` has it.
            struct __Method<__T, const INDEX: __hotswap::core::primitive::usize>(
                __hotswap::core::marker::PhantomData<__T>,
            );
            #names
            #(#described)*

            #description

            // SAFETY: the table has the methods of the description, in its order.
            #[automatically_derived]
            unsafe impl __hotswap::Interface for dyn #ident {
                type VTable = __hotswap::VTable<#count>;
                #descriptions
            }

            // SAFETY: the table is made of the methods of `__T`.
            #[automatically_derived]
            unsafe impl<__T: #ident> __hotswap::ImplementedBy<__T> for dyn #ident {
                const TABLES: &'static __hotswap::Tables<Self::VTable> = &unsafe {
                    __hotswap::Tables::new::<__T>(
                        <Self as __hotswap::Interface>::TYPE,
                        [#(#methods::ENTRY),*],
                        [#(#methods::COUNTED),*],
                    )
                };
            }

            #[automatically_derived]
            impl #ident for __hotswap::Obj<dyn #ident> {
                #(#calls)*
            }

            #from_fn
        };
    }
}

/// The description of the interface, which has these methods.
fn described_by<'a>(name: &str, parts: impl IntoIterator<Item = &'a TokenStream>) -> TokenStream {
    let parts = parts.into_iter();
    quote! {
        &__hotswap::TypeDesc::new(__hotswap::Kind::Interface, #name, &[#(#parts),*])
    }
}

/// The trait with `<>` after its name, which is nowhere in the user's code: so rustc does not propose a parameter for a
/// type that is unknown, and reports the same here and in the generated code. It prints equal errors only once.
fn without_parameters(item: &ItemTrait) -> TokenStream {
    let tokens = item.to_token_stream().into_iter();
    let with_none = tokens.map(|token| match &token {
        TokenTree::Ident(ident) if *ident == item.ident => quote!(#ident <>),
        _ => token.into(),
    });
    with_none.collect()
}

/// Closures stand for an interface with one method that must be written.
fn from_fn(interface: &Interface) -> TokenStream {
    let Some(method) = interface.only_required() else {
        return TokenStream::new();
    };
    // What an async closure returns cannot be asked to be `Send`.
    if method.is_async {
        return TokenStream::new();
    }
    let ident: &Ident = &interface.original.ident;
    // Lifetimes that the method names mean nothing here; each is any.
    let any = Lifetime::new("'_", Span::call_site());
    let types: Vec<_> = method.params.iter().map(|it| it.scoped(&any)).collect();
    let result = &method.result;
    let call = method::with_body(method, |itself, locals| quote!((#itself.0)(#(#locals),*)));
    quote! {
        #[automatically_derived]
        impl<_F> #ident for __hotswap::Closure<_F>
        where
            _F: __hotswap::core::ops::Fn(#(#types),*) -> #result
                + __hotswap::core::marker::Send + __hotswap::core::marker::Sync + 'static,
        {
            #call
        }

        #[automatically_derived]
        impl<_F> __hotswap::FromFn<_F> for dyn #ident
        where
            _F: __hotswap::core::ops::Fn(#(#types),*) -> #result
                + __hotswap::core::marker::Send + __hotswap::core::marker::Sync + 'static,
        {
            fn from_fn(__closure: _F) -> __hotswap::Obj<Self> {
                __hotswap::Obj::new(__hotswap::Closure(__closure))
            }
        }
    }
}
