//! A type that is restored by name.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Generics, Item, LitInt, LitStr, Path, Token, Type, token};

use super::item::{named, unique_name};
use crate::diag::Errors;
use crate::options::{Options, key};

/// The attribute as people write it.
pub(crate) const ATTRIBUTE: &str = "#[live_type]";

/// A struct or an enum with its attribute.
pub(crate) struct LiveType {
    pub(crate) interfaces: Vec<Type>,
    pub(crate) upgrades: Vec<Upgrade>,
    pub(crate) options: Options,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// The item as it was written.
    pub(crate) original: TokenStream,
}

/// `1 = one_to_two`, or a function alone.
pub(crate) struct Upgrade {
    pub(crate) from: Option<LitInt>,
    pub(crate) function: Path,
}

impl Upgrade {
    /// The step of `upgrade = …`, which is the last one.
    fn last(function: Path) -> Self {
        let from = None;
        Self { from, function }
    }
}

impl Parse for Upgrade {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let from = Some(input.parse()?);
        input.parse::<Token![=]>()?;
        let function = input.parse()?;
        Ok(Self { from, function })
    }
}

impl LiveType {
    /// Takes attribute and item apart. What cannot be parsed as a type is reported, and is `None`.
    pub(crate) fn parse(
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let Parentheses {
            interfaces,
            upgrades,
            rest,
        } = Parentheses::parse(options, errors);
        let allowed = [
            key::NAME,
            key::ALIAS,
            key::VERSION,
            key::UPGRADE,
            key::CRATE,
        ];
        let options = Options::parse(rest, &allowed, errors);
        let (attributes, ident, generics) = match syn::parse2(item.clone()) {
            Ok(Item::Struct(it)) => (it.attrs, it.ident, it.generics),
            Ok(Item::Enum(it)) => (it.attrs, it.ident, it.generics),
            Ok(other) => {
                report_other_item(&other, errors);
                return None;
            }
            Err(error) => {
                errors.push_syn(error);
                return None;
            }
        };
        Some(Self {
            interfaces,
            upgrades,
            options,
            attributes,
            ident,
            generics,
            original: item,
        })
    }

    /// The name by which it is restored.
    pub(crate) fn name(&self) -> LitStr {
        match self.options.name() {
            Some(name) => name.clone(),
            None => LitStr::new(&self.ident.unraw().to_string(), self.ident.span()),
        }
    }

    /// All its names, each with what no other live type of the crate has.
    pub(crate) fn names(&self) -> impl Iterator<Item = (LitStr, String)> {
        let aliases = self.options.aliases().iter().cloned();
        let names = [self.name()].into_iter().chain(aliases);
        names.map(|name| {
            let unique = unique_name(ATTRIBUTE, &name.value());
            (name, unique)
        })
    }

    /// Its version: 1 unless it says so.
    pub(crate) fn version(&self) -> u32 {
        let version = self.options.version();
        version.map_or(1, |it| it.base10_parse().unwrap_or_default())
    }

    /// The version that a step begins with.
    pub(crate) fn from(&self, upgrade: &Upgrade) -> u32 {
        match &upgrade.from {
            Some(from) => from.base10_parse().unwrap_or_default(),
            None => self.version().saturating_sub(1),
        }
    }
}

/// What stands in the attribute's parentheses.
#[derive(Default)]
struct Parentheses {
    interfaces: Vec<Type>,
    upgrades: Vec<Upgrade>,
    /// The options that other attributes have too.
    rest: TokenStream,
}

impl Parentheses {
    fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut found = Self::default();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                found.element(input, errors)?;
                input.parse::<Option<Token![,]>>()?;
            }
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            errors.push_syntax(&error, "write `#[live_type(dyn YourTrait)]`");
        }
        found
    }

    /// Takes what stands before the next comma.
    fn element(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if input.peek(Token![dyn]) {
            self.interfaces.push(input.parse()?);
        } else if input
            .fork()
            .parse::<Ident>()
            .is_ok_and(|it| it == key::UPGRADE)
        {
            self.upgrade(input, errors)?;
        } else if let Some(path) = interface_without_dyn(input) {
            let path = path.to_token_stream().to_string().replace(' ', "");
            let at: Path = input.parse()?;
            let help = format!("write `dyn {path}`");
            errors.push(at, "an interface is given with `dyn`", &help);
        } else {
            let element = until_comma(input)?;
            self.rest.extend(quote!(#element,));
        }
        Ok(())
    }

    fn upgrade(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        const HELP: &str = "write `upgrade(1 = some::function)`";
        let key: Ident = input.parse()?;
        if input.peek(token::Paren) {
            let steps: Group = input.parse()?;
            let list = Punctuated::<Upgrade, Token![,]>::parse_terminated;
            match list.parse2(steps.stream()) {
                Ok(steps) if steps.is_empty() => errors.push(key, "`upgrade` has no steps", HELP),
                Ok(steps) => self.upgrades.extend(steps),
                Err(error) => errors.push_syntax(&error, HELP),
            }
            return Ok(());
        }
        let value = until_comma(input)?;
        let function = |input: ParseStream<'_>| {
            input.parse::<Token![=]>()?;
            input.parse::<Path>()
        };
        match function.parse2(value.clone()) {
            Ok(function) => self.upgrades.push(Upgrade::last(function)),
            Err(_) => errors.push(
                quote!(#key #value),
                "`upgrade` names a function",
                "write `upgrade = some::function`, or `upgrade(1 = some::function)`",
            ),
        }
        Ok(())
    }
}

/// `Job` where `dyn Job` was meant: no option is called like a type.
fn interface_without_dyn(input: ParseStream<'_>) -> Option<Path> {
    let fork = input.fork();
    let path: Path = fork.parse().ok()?;
    let last = path.segments.last()?.ident.to_string();
    let is_type = last.starts_with(char::is_uppercase);
    (is_type && (fork.is_empty() || fork.peek(Token![,]))).then_some(path)
}

fn until_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}

fn report_other_item(item: &Item, errors: &mut Errors) {
    let (what, at) = named(item);
    errors.push(
        at,
        format!("{ATTRIBUTE} goes on a struct or an enum, not on {what}"),
        "put it on the type whose values are stored",
    );
}
