//! A type that is restored by name.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Field, Generics, Item, LitStr};

use super::item::{report_other, unique_name};
use crate::diag::Errors;
use crate::options::live_type::{LiveTypeOptions, Upgrade};

/// The attribute, for messages.
pub(crate) const ATTRIBUTE: &str = "#[live_type]";

/// A struct or an enum with its attribute.
pub(crate) struct LiveType {
    pub(crate) options: LiveTypeOptions,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) fields: Vec<Field>,
    /// The item as it was written.
    pub(crate) original: TokenStream,
}

impl LiveType {
    /// Parses attribute and item. `None` if the item is not a type, which is reported.
    pub(crate) fn parse(
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let options = LiveTypeOptions::parse(options, errors);
        let (attributes, ident, generics, fields) = match syn::parse2(item.clone()) {
            Ok(Item::Struct(it)) => {
                let fields = it.fields.into_iter().collect();
                (it.attrs, it.ident, it.generics, fields)
            }
            Ok(Item::Enum(it)) => {
                let fields = it.variants.into_iter().flat_map(|it| it.fields).collect();
                (it.attrs, it.ident, it.generics, fields)
            }
            Ok(other) => {
                let help = "put it on the type whose values are stored";
                report_other(&other, ATTRIBUTE, "a struct or an enum", help, errors);
                return None;
            }
            // rustc has already reported the error.
            Err(_) => return None,
        };
        Some(Self {
            options,
            attributes,
            ident,
            generics,
            fields,
            original: item,
        })
    }

    /// The name by which it is restored.
    pub(crate) fn name(&self) -> LitStr {
        self.options.common.name_of(&self.ident)
    }

    /// All its names, each with an identifier that is unique in the crate.
    pub(crate) fn names(&self) -> impl Iterator<Item = (LitStr, String)> {
        let aliases = self.options.common.aliases.iter().cloned();
        let names = [self.name()].into_iter().chain(aliases);
        names.map(|name| {
            let unique = unique_name(ATTRIBUTE, &name.value());
            (name, unique)
        })
    }

    /// Its version: 1 unless it says so.
    pub(crate) fn version(&self) -> u32 {
        let version = &self.options.common.version;
        version
            .as_ref()
            .map_or(1, |it| it.base10_parse().unwrap_or_default())
    }

    /// The version that a step begins with.
    pub(crate) fn from(&self, upgrade: &Upgrade) -> u32 {
        match &upgrade.from {
            Some(from) => from.base10_parse().unwrap_or_default(),
            None => self.version().saturating_sub(1),
        }
    }
}
