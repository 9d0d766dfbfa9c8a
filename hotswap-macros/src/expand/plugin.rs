//! `#[hotswap::plugin]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use super::{once_in_a_crate, record_static};
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::item::is_another;
use crate::model::package::Package;
use crate::model::plugin::{ATTRIBUTE, Plugin};

/// The whole way of a plugin through the macro.
pub(crate) fn run(options: TokenStream, item: TokenStream) -> TokenStream {
    run_for(Package::current(), options, item)
}

/// The same, for a crate that need not be the one that is being compiled.
pub(crate) fn run_for(package: Package, options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(plugin) = Plugin::parse(package, options.clone(), item.clone(), &mut errors) else {
        return super::not_read(item, options, errors);
    };
    check::plugin(&plugin, &mut errors);
    match errors.finish() {
        Ok(()) => expand(&plugin),
        // Without `Send`, `Sync` and `'static` of what it is generic over, the `impl` has errors of its own.
        Err(errors) if plugin.is_impossible() => {
            let named = plugin.head.interface.iter();
            quote!(#errors #(const _: () = { use #named as _; };)*)
        }
        Err(errors) => {
            let attributes = &plugin.head.attributes;
            let comes_again = attributes.iter().any(|it| is_another(it, ATTRIBUTE));
            let getter = getter(&plugin, &quote!(loop {})).filter(|_| !comes_again);
            with_errors(quote!(#item #getter), errors)
        }
    }
}

fn expand(plugin: &Plugin) -> TokenStream {
    let private = super::private();
    let original = &plugin.original;
    let (name, version) = (&plugin.package.name, &plugin.package.version);
    let root = plugin.package.root();
    let ty = plugin.ty();
    let at = ty.span();
    // At a place of the user's, all of it: a host that links the plugin has these tokens in its own code, and rustc (1.95)
    // fails to read its notes about them (`no entry found for key`) once what this macro expands to is another.
    let crate_name = LitStr::new(&plugin.package.crate_name, at);
    let rules = quote_spanned!(at=> (name) => { #crate_name });
    let once = once_in_a_crate("the_plugin_of_this_crate", at, &rules);
    // Another trait is reported at its name.
    let named = plugin.head.interface.span();
    let is_plugin = quote_spanned!(named=> <#ty as #private::IsPlugin>::Itself);
    let root_of = quote_spanned!(at=> <__Plugin<#is_plugin> as #private::HasRoot>::ROOT);
    let record = record_static();
    let imports = imports(plugin);
    let exported = match &plugin.options.exports {
        Some(interface) => quote_spanned! {interface.span()=>
            #private::core::option::Option::Some(<#interface as #private::ImplementedBy<#ty>>::INTERFACE)
        },
        None => quote!(__hotswap::core::option::Option::None),
    };
    let links = links(plugin, &imports);
    let linked = linked(plugin);
    let content = quote! {
        #once
        const __RECORD: __hotswap::PluginRecord = __hotswap::PluginRecord {
            name: #name,
            version: #version,
            panic: if __hotswap::core::cfg!(panic = "abort") { "abort" } else { "unwind" },
            root: #root,
            exports: #exported,
            imports: <#imports as __hotswap::Imports>::IMPORTS,
        };
        #record
        #links
        const __TABLE: __hotswap::Root = #root_of;
        // SAFETY: the name has that of the crate in it, and a crate has one plugin.
        #[unsafe(export_name = #root)]
        static __ROOT: __hotswap::Root = __TABLE;
        #linked
    };
    let block = super::block(&plugin.options, &plugin.head.attributes, &content);
    quote!(#original #block)
}

/// The plugin, where it is linked into a host: it has the items of these crates.
fn linked(plugin: &Plugin) -> TokenStream {
    let crates: Vec<_> = plugin.options.items().collect();
    let names = crates.iter().map(ToString::to_string);
    // No module of that name: those have no items of their own.
    let used = crates
        .iter()
        .map(|krate| quote_spanned!(krate.span()=> use ::#krate as _;));
    quote! {
        #(#used)*

        static __LINKED: __hotswap::Linked = __hotswap::Linked::new(
            __hotswap::core::module_path!(),
            &[#(#names),*],
            &__BYTES,
            &__TABLE,
        );
        __hotswap::linked!(&__LINKED);
    }
}

/// The type of its imports: `()` if it has none.
fn imports(plugin: &Plugin) -> TokenStream {
    match &plugin.options.imports {
        Some(imports) => imports.to_token_stream(),
        None => quote!(()),
    }
}

/// Its declaration, and `imports()` for its own code.
fn links(plugin: &Plugin, imports: &TokenStream) -> TokenStream {
    let private = super::private();
    let ty = plugin.ty();
    // A missing `Default` is reported here, in rustc's own words.
    let default = quote_spanned!(ty.span()=> <#ty as #private::core::default::Default>::default());
    let export = match &plugin.options.exports {
        Some(interface) => quote_spanned! {interface.span()=>
            #private::core::option::Option::Some(
                <#interface as #private::ImplementedBy<<Self as #private::StandsFor>::Itself>>::object(
                    #private::core::clone::Clone::clone(this),
                ),
            )
        },
        None => quote! {{
            let _ = this;
            __hotswap::core::option::Option::None
        }},
    };
    let getter = getter(plugin, &quote!(__IMPORTS.get()));
    quote! {
        static __IMPORTS: __hotswap::ImportSlot<#imports> =
            __hotswap::ImportSlot::new(<#imports as __hotswap::Imports>::THREAD_SAFE);

        static __STATICS: __hotswap::Statics = __hotswap::Statics::new();

        // SAFETY: the declaration below has the same statics, and its value is of this type.
        unsafe impl __hotswap::HasStatics for #ty {
            type Itself = #ty;

            fn statics() -> &'static __hotswap::Statics {
                &__STATICS
            }

            fn linked() -> &'static __hotswap::Linked {
                &__LINKED
            }
        }

        #getter

        struct __Plugin<P>(__hotswap::core::marker::PhantomData<P>);

        impl<P: 'static> __hotswap::StandsFor for __Plugin<P> {
            type Itself = P;
        }

        impl __hotswap::PluginDecl for __Plugin<#ty> {
            fn create() -> <Self as __hotswap::StandsFor>::Itself {
                #default
            }

            fn slot() -> &'static dyn __hotswap::WireImports {
                <#imports as __hotswap::Imports>::erased(&__IMPORTS)
            }

            fn statics() -> &'static __hotswap::Statics {
                &__STATICS
            }

            fn linked() -> &'static __hotswap::Linked {
                &__LINKED
            }

            fn export(
                this: &__hotswap::Arc<<Self as __hotswap::StandsFor>::Itself>,
            ) -> __hotswap::core::option::Option<__hotswap::AnyObj> {
                #export
            }
        }
    }
}

/// `imports()` for the plugin's own code, if it has any.
fn getter(plugin: &Plugin, body: &TokenStream) -> Option<TokenStream> {
    let (ty, imports) = (plugin.ty(), plugin.options.imports.as_ref()?);
    Some(quote! {
        impl #ty {
            /// The plugins that this one needs, from `on_load` on.
            #[allow(dead_code)]
            pub(crate) fn imports() -> &'static #imports {
                #body
            }
        }
    })
}
