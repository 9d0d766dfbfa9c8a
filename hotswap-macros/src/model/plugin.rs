//! The plugin of a crate.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, GenericArgument, Generics, Item, Lifetime, Path, PathArguments, Token, Type,
    TypePath, Visibility, token,
};

use super::item::report_other;
use super::package::Package;
use crate::diag::Errors;
use crate::options::{Options, key};
use crate::types::ungrouped;

/// The attribute, for messages.
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

/// An `impl` up to its body, which is not parsed: it may be incomplete.
pub(crate) struct Head {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) generics: Generics,
    /// The trait; an inherent `impl` has none.
    pub(crate) interface: Option<Path>,
    pub(crate) ty: Type,
}

impl Parse for Head {
    /// Accepts some invalid code for which rustc has a better message: `pub impl`, `impl Plugin World`, no body.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        input.parse::<Visibility>()?;
        input.parse::<Option<Token![default]>>()?;
        input.parse::<Option<Token![unsafe]>>()?;
        input.parse::<Token![impl]>()?;
        let mut generics: Generics = input.parse()?;
        input.parse::<Option<Token![const]>>()?;
        let first = input.parse()?;
        let ends = input.peek(token::Brace) || input.peek(Token![where]) || input.peek(Token![;]);
        let (interface, ty) = match ungrouped(&first) {
            Type::Path(TypePath {
                path, qself: None, ..
            }) if !ends => {
                input.parse::<Option<Token![for]>>()?;
                (Some(path.clone()), input.parse()?)
            }
            ty => (None, ty.clone()),
        };
        generics.where_clause = input.parse()?;
        if !input.peek(token::Brace) && !input.peek(Token![;]) {
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

impl Plugin {
    /// Parses the item. `None` if it is not an `impl`, which is reported, or if it cannot be parsed.
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
        let Ok(head) = syn::parse2(item.clone()) else {
            report_other_item(item, errors);
            return None;
        };
        Some(Self {
            options,
            head,
            original: item,
            package,
        })
    }

    /// The type that is the plugin.
    pub(crate) fn ty(&self) -> &Type {
        &self.head.ty
    }

    /// Whether that type cannot be a plugin. Then its `impl` has other errors.
    pub(crate) fn is_impossible(&self) -> bool {
        !self.head.generics.params.is_empty() || self.nameless().is_some() || self.lent().is_some()
    }

    /// The type, if it is none that can be declared: a tuple, a borrow.
    pub(crate) fn nameless(&self) -> Option<&Type> {
        match self.ty() {
            Type::Path(path) if path.path.is_ident("str") => Some(self.ty()),
            Type::Path(_)
            | Type::Paren(_)
            | Type::Group(_)
            | Type::Macro(_)
            | Type::Verbatim(_) => None,
            Type::Reference(it) if it.lifetime.as_ref().is_some_and(|it| it.ident == "static") => {
                None
            }
            other => Some(other),
        }
    }

    /// The `'_` of a type that borrows.
    pub(crate) fn lent(&self) -> Option<&Lifetime> {
        let Type::Path(path) = self.ty() else {
            return None;
        };
        let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
            return None;
        };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Lifetime(lifetime) if lifetime.ident == "_" => Some(lifetime),
            _ => None,
        })
    }
}

fn report_other_item(item: TokenStream, errors: &mut Errors) {
    let help = "write `#[hotswap::plugin] impl Plugin for YourType { … }`";
    match syn::parse2(item) {
        // rustc has already reported the error.
        Ok(Item::Impl(_)) | Err(_) => {}
        Ok(other) => report_other(&other, ATTRIBUTE, "the `impl` of `Plugin`", help, errors),
    }
}
