//! `#[derive(Imports)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, parse_quote};

use crate::check;
use crate::diag::Errors;
use crate::model::imports::{Field, Imports};
use crate::types::is_sized;

/// The whole way of a plugin's imports through the macro.
pub(crate) fn run(item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let imports = Imports::parse(item, &mut errors);
    if let Some(imports) = &imports {
        check::imports(imports, &mut errors);
    }
    match (imports, errors.finish()) {
        (Some(imports), Ok(())) => expand(&imports),
        (imports, errors) => {
            let fallback = imports.as_ref().and_then(fallback);
            let errors = errors.err();
            quote!(#fallback #errors)
        }
    }
}

/// For imports that are refused: so that the plugin that names them is no error of its own. `None` where there would be
/// one in here.
fn fallback(imports: &Imports) -> Option<TokenStream> {
    let original = &imports.original;
    let is_sized = imports.fields.iter().all(|it| is_sized(&it.ty));
    if !is_sized {
        return None;
    }
    let ident = &original.ident;
    let mut generics = original.generics.clone();
    let wheres = generics.make_where_clause();
    wheres
        .predicates
        .push(parse_quote!(Self: __hotswap::ThreadSafe + 'static));
    let (params, args, wheres) = generics.split_for_impl();
    let content = quote! {
        impl #params __hotswap::Imports for #ident #args #wheres {
            const THREAD_SAFE: __hotswap::ThreadSafeProof<Self> = <Self as __hotswap::ThreadSafe>::PROOF;
            const IMPORTS: &'static [__hotswap::Import] = &[];

            fn wire(_: &mut __hotswap::Wiring) -> Self {
                loop {}
            }

            fn unwire(self) {
                loop {}
            }
        }
    };
    Some(super::block(
        &imports.options,
        attributes(imports),
        &content,
    ))
}

fn expand(imports: &Imports) -> TokenStream {
    let private = super::private();
    let ident = &imports.original.ident;
    let imported = imports.fields.iter().filter(|it| it.options.skip.is_none());
    let declared = imported.map(declaration);
    let fields = imports.fields.iter().map(value);
    let ends = imports.fields.iter().map(end);
    let proof = quote_spanned!(ident.span()=> <Self as #private::ThreadSafe>::PROOF);
    let content = quote! {
        impl __hotswap::Imports for #ident {
            const THREAD_SAFE: __hotswap::ThreadSafeProof<Self> = #proof;
            const IMPORTS: &'static [__hotswap::Import] = &[#(#declared),*];

            fn wire(__wiring: &mut __hotswap::Wiring) -> Self {
                Self { #(#fields),* }
            }

            fn unwire(self) {
                #(#ends)*
            }
        }
    };
    super::block(&imports.options, attributes(imports), &content)
}

/// Those of the struct and of its fields, which are all named in what is generated.
fn attributes(imports: &Imports) -> impl Iterator<Item = &Attribute> {
    let fields = match &imports.original.data {
        Data::Struct(data) => Some(&data.fields),
        _ => None,
    };
    let fields = fields.into_iter().flatten();
    let original = imports.original.attrs.iter();
    original.chain(fields.flat_map(|field| &field.attrs))
}

fn declaration(field: &Field) -> TokenStream {
    let (label, plugin, ty) = (field.label(), field.plugin(), &field.ty);
    let import = import_field(field);
    let interface = quote_spanned!(ty.span()=> #import::INTERFACE);
    let optional = quote_spanned!(ty.span()=> #import::OPTIONAL);
    quote! {
        __hotswap::Import {
            field: #label,
            plugin: #plugin,
            interface: #interface,
            optional: #optional,
        }
    }
}

/// The field's type as what its options say that it is.
fn import_field(field: &Field) -> TokenStream {
    let private = super::private();
    let (ty, options) = (&field.ty, &field.options);
    let at = ty.span();
    let role = match (&options.optional, &options.order_only) {
        (Some(_), _) => quote_spanned!(at=> <#private::MayBeMissing>),
        (_, Some(_)) => quote_spanned!(at=> <#private::OrderOnly>),
        _ => TokenStream::new(),
    };
    quote_spanned!(at=> <#ty as #private::ImportField #role>)
}

fn value(field: &Field) -> TokenStream {
    let private = super::private();
    let (ident, ty) = (&field.ident, &field.ty);
    if field.options.skip.is_some() {
        return quote_spanned! {ty.span()=>
            #ident: <#ty as #private::core::default::Default>::default()
        };
    }
    let import = import_field(field);
    quote_spanned!(ty.span()=> #ident: #import::fill(__wiring))
}

/// The code that drops the field. Only imports are dropped: the destructors of other fields are code of the plugin.
fn end(field: &Field) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.ty);
    if field.options.skip.is_some() {
        return quote!(__hotswap::keep_field(self.#ident););
    }
    let import = import_field(field);
    quote_spanned!(ty.span()=> #import::let_go(self.#ident);)
}
