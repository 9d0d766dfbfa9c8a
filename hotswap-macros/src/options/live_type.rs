//! What stands in the parentheses of `#[live_type(…)]`: interfaces, upgrades, and options that other attributes have too.

use std::mem::take;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{ExprPath, LitInt, LitStr, PathArguments, Token, Type, TypePath, parenthesized, token};

use super::value::{is_whole, until_comma};
use super::{Options, key, name_without_key};
use crate::diag::Errors;
use crate::tokens::objects_in;
use crate::types::bare;

const ALLOWED: &[&str] = &[
    key::NAME,
    key::ALIAS,
    key::VERSION,
    key::UPGRADE,
    key::CRATE,
];

const HELP: &str = "write `#[live_type(dyn YourTrait)]`";

const ALONE: &str = "an interface is written as `dyn Trait`";

const UPGRADE_HELP: &str = "write `upgrade(1 = some::function)`";

/// All of it, taken apart.
#[derive(Default)]
pub(crate) struct LiveTypeOptions {
    pub(crate) interfaces: Vec<Type>,
    /// Whether something stands there that was to be an interface, and is reported.
    pub(crate) is_attempted: bool,
    pub(crate) upgrades: Vec<Upgrade>,
    /// The options that other attributes have too.
    pub(crate) common: Options,
    /// Those, while they are collected.
    rest: TokenStream,
}

/// `1 = one_to_two`, or a function alone.
pub(crate) struct Upgrade {
    pub(crate) from: Option<LitInt>,
    /// Its path, which may be that of a trait's function: `<Fire as From<FireV1>>::from`.
    pub(crate) function: ExprPath,
}

impl Parse for Upgrade {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let from = Some(input.parse()?);
        input.parse::<Token![=]>()?;
        let function = input.parse()?;
        Ok(Self { from, function })
    }
}

impl LiveTypeOptions {
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut found = Self::default();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                found.element(input, errors)?;
                found.comma(input, errors)?;
            }
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            errors.push_syntax(&error, HELP);
        }
        found.common = Options::parse(take(&mut found.rest), ALLOWED, errors);
        found
    }

    /// Takes the comma, or reports what stands in its place.
    fn comma(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if !input.is_empty() && !input.peek(Token![,]) {
            match until_comma(input)?.into_iter().next() {
                Some(TokenTree::Punct(punct)) => {
                    errors.push(punct, "expected a comma", "write `,`");
                }
                first => errors.push(first, "expected a comma before this", "write `,` before it"),
            }
        }
        input.parse::<Option<Token![,]>>().map(drop)
    }

    /// Takes what stands before the next comma.
    fn element(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let is_upgrade = |it: Ident| it == key::UPGRADE;
        if input.peek(Token![dyn]) {
            self.interfaces.push(input.parse()?);
        } else if input.fork().parse().is_ok_and(is_upgrade) {
            self.upgrade(input, errors)?;
        } else if is_whole::<Type>(input) && !input.peek(Token![_]) {
            let ty: Type = input.parse()?;
            self.type_alone(ty, errors);
        } else {
            let element = until_comma(input)?;
            self.other(element, errors);
        }
        Ok(())
    }

    /// A type that does not begin with `dyn`: it may be an alias of one that does, an option, or a mistake.
    fn type_alone(&mut self, ty: Type, errors: &mut Errors) {
        match bare(&ty) {
            Type::TraitObject(_) => self.interfaces.push(bare(&ty).clone()),
            Type::Path(path) if is_named_as_type(path) => self.interfaces.push(ty),
            Type::Path(path) if path.path.get_ident().is_some() => {
                self.is_attempted = true;
                self.rest.extend(quote!(#ty,));
            }
            Type::ImplTrait(it) => {
                self.is_attempted = true;
                let help = format!("write `dyn {}`", it.bounds.to_token_stream());
                errors.push(&ty, ALONE, &help);
            }
            _ => self.no_interface(&ty.to_token_stream(), errors),
        }
    }

    fn other(&mut self, element: TokenStream, errors: &mut Errors) {
        let name = syn::parse2::<LitStr>(element.clone());
        match name {
            Ok(name) if !name.value().starts_with("dyn ") => {
                name_without_key(&name, key::NAME, errors);
            }
            Ok(name) => {
                self.is_attempted = true;
                let help = format!("write `{}`", name.value());
                errors.push(name, "an interface is not a string", &help);
            }
            Err(_) if !objects_in(&element).is_empty() => self.no_interface(&element, errors),
            Err(_) => self.rest.extend(quote!(#element,)),
        }
    }

    /// `Obj<dyn Job>`, `interface = dyn Job`, `[dyn Job]`: what is around it is too much.
    fn no_interface(&mut self, element: &TokenStream, errors: &mut Errors) {
        self.is_attempted = true;
        let objects = objects_in(element).join(", ");
        let help = match &*objects {
            "" => HELP.to_owned(),
            objects => format!("write `{objects}`"),
        };
        errors.push(element, ALONE, &help);
    }

    fn upgrade(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let key: Ident = input.parse()?;
        if input.peek(token::Paren) {
            return self.steps(&key, input, errors);
        }
        let value = until_comma(input)?;
        let function = |input: ParseStream<'_>| {
            input.parse::<Token![=]>()?;
            input.parse::<ExprPath>()
        };
        match function.parse2(value.clone()) {
            Ok(function) => self.upgrades.push(Upgrade {
                from: None,
                function,
            }),
            Err(_) => errors.push(
                quote!(#key #value),
                "`upgrade` expects the path of a function",
                "write `upgrade = some::function`, or `upgrade(1 = some::function)`",
            ),
        }
        Ok(())
    }

    fn steps(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        let steps;
        parenthesized!(steps in input);
        match Punctuated::<Upgrade, Token![,]>::parse_terminated(&steps) {
            Ok(found) if found.is_empty() => {
                errors.push(key, "`upgrade` has no steps", UPGRADE_HELP);
            }
            Ok(found) => self.upgrades.extend(found),
            Err(error) => errors.push_syntax(&error, UPGRADE_HELP),
        }
        steps.parse::<TokenStream>().map(drop)
    }
}

/// `Job`, which rustc knows to be a trait, or the alias of a `dyn Trait`: no option is called like a type.
fn is_named_as_type(path: &TypePath) -> bool {
    let last = path.path.segments.last();
    last.is_some_and(|last| {
        let is_plain = matches!(last.arguments, PathArguments::None);
        is_plain && last.ident.to_string().starts_with(char::is_uppercase)
    })
}
