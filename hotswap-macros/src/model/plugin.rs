//! The plugin of a crate.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Path, Token, Type, TypePath, token};

use crate::diag::Errors;
use crate::model::item::named;
use crate::options::{Options, key};

/// The attribute as people write it.
pub(crate) const ATTRIBUTE: &str = "#[hotswap::plugin]";

/// An `impl Plugin for X` with its attribute.
pub(crate) struct Plugin {
    pub(crate) options: Options,
    pub(crate) head: Head,
    /// The item as it was written.
    pub(crate) original: TokenStream,
    /// The crate, as cargo knows it.
    pub(crate) package: Package,
}

/// An `impl` up to its body, which is rustc's business: it may be half-typed.
pub(crate) struct Head {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) generics: Generics,
    /// The trait; an inherent `impl` has none.
    pub(crate) interface: Option<Path>,
    pub(crate) ty: Type,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        input.parse::<Option<Token![unsafe]>>()?;
        input.parse::<Token![impl]>()?;
        let mut generics: Generics = input.parse()?;
        let first: Type = input.parse()?;
        let (interface, ty) = match first {
            Type::Path(TypePath {
                path, qself: None, ..
            }) if input.peek(Token![for]) => {
                input.parse::<Token![for]>()?;
                (Some(path), input.parse()?)
            }
            ty => (None, ty),
        };
        generics.where_clause = input.parse()?;
        if !input.peek(token::Brace) {
            return Err(input.error("expected the body of an `impl`"));
        }
        input.parse::<TokenStream>()?;
        Ok(Self {
            attributes,
            generics,
            interface,
            ty,
        })
    }
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
    pub(crate) fn current() -> Self {
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
        package: Package,
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let options = Options::parse(
            options,
            &[key::IMPORTS, key::EXPORTS, key::ITEMS, key::CRATE],
            errors,
        );
        match syn::parse2(item.clone()) {
            Ok(head) => Some(Self {
                options,
                head,
                original: item,
                package,
            }),
            Err(error) => {
                report_other_item(item, error, errors);
                None
            }
        }
    }

    /// The type that is the plugin.
    pub(crate) fn ty(&self) -> &Type {
        &self.head.ty
    }
}

fn report_other_item(item: TokenStream, error: syn::Error, errors: &mut Errors) {
    match syn::parse2::<syn::Item>(item) {
        Ok(syn::Item::Impl(_)) | Err(_) => errors.push_syn(error),
        Ok(other) => {
            let (what, at) = named(&other);
            errors.push(
                at,
                format!("#[hotswap::plugin] goes on the `impl` of `Plugin`, not on {what}"),
                "write `#[hotswap::plugin] impl Plugin for YourType { … }`",
            );
        }
    }
}
