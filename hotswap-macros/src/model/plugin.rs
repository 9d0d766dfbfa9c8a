//! The plugin of a crate.

use proc_macro2::TokenStream;
use syn::{ItemImpl, Type};

use crate::diag::Errors;
use crate::options::{Options, key};

/// An `impl Plugin for X` with its attribute.
pub(crate) struct Plugin {
    pub(crate) options: Options,
    pub(crate) original: ItemImpl,
    /// The crate, as cargo knows it.
    pub(crate) package: Package,
}

/// What cargo says of the crate that is being compiled.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// The name of the crate, which is part of the root's symbol.
    pub(crate) crate_name: String,
}

impl Package {
    /// Reads what cargo set for this compilation. Without cargo there are stand-ins.
    fn current() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let crate_name = variable("CARGO_CRATE_NAME").unwrap_or_else(|| "plugin".to_owned());
        Self {
            name: variable("CARGO_PKG_NAME").unwrap_or_else(|| crate_name.clone()),
            version: variable("CARGO_PKG_VERSION").unwrap_or_else(|| "0.0.0".to_owned()),
            crate_name,
        }
    }

    /// The name of the root's symbol.
    pub(crate) fn root(&self) -> String {
        let crate_name: String = self
            .crate_name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        format!("hotswap1_root_{crate_name}")
    }
}

impl Plugin {
    /// Takes the item apart. What cannot be parsed as an `impl` is reported, and is `None`.
    pub(crate) fn parse(
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let options = Options::parse(options, &[key::IMPORTS, key::EXPORTS, key::CRATE], errors);
        match syn::parse2::<syn::Item>(item) {
            Ok(syn::Item::Impl(original)) => Some(Self {
                options,
                original,
                package: Package::current(),
            }),
            Ok(other) => {
                errors.push(
                    &other,
                    "#[hotswap::plugin] goes on the `impl` of `Plugin`",
                    "write `#[hotswap::plugin] impl Plugin for YourType { … }`",
                );
                None
            }
            Err(error) => {
                errors.push_syn(error);
                None
            }
        }
    }

    /// The type that is the plugin.
    pub(crate) fn ty(&self) -> &Type {
        &self.original.self_ty
    }
}
