//! `#[hotswap::plugin]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::record_static;
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::plugin::Plugin;

/// The whole way of a plugin through the macro.
pub(crate) fn run(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(plugin) = Plugin::parse(options, item.clone(), &mut errors) else {
        return with_errors(item, errors.finish().err().unwrap_or_default());
    };
    check::plugin(&plugin, &mut errors);
    match errors.finish() {
        Ok(()) => expand(&plugin),
        Err(errors) => with_errors(item, errors),
    }
}

fn expand(plugin: &Plugin) -> TokenStream {
    let original = &plugin.original;
    let import = super::import(&plugin.options.krate());
    let private = super::private();
    let (name, version) = (&plugin.package.name, &plugin.package.version);
    let root = plugin.package.root();
    let ty = plugin.ty();
    let record = record_static(&private);
    quote! {
        #original

        const _: () = {
            #import
            const __RECORD: #private::PluginRecord = #private::PluginRecord {
                name: #name,
                version: #version,
                panic: if #private::core::cfg!(panic = "abort") { "abort" } else { "unwind" },
                root: #root,
            };
            #record
            #[unsafe(export_name = #root)]
            static __ROOT: #private::Root = #private::Root::of::<#ty>();
        };
    }
}
