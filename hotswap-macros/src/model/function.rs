//! A function that can be called by name.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, FnArg, GenericArgument, Ident, Lifetime, LitStr, Pat, PathArguments, ReturnType,
    Signature, Token, Type, Visibility, parse_quote,
};

use super::stand_in;
use super::types::bare_mut;
use crate::diag::Errors;
use crate::model::item::{named, unique_name};
use crate::options::{Options, key};

/// By which attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FunctionKind {
    /// `#[plugin_fn]`
    Plugin,
    /// `#[live_fn]`
    Live,
}

/// A function with its attribute.
pub(crate) struct Function {
    pub(crate) kind: FunctionKind,
    pub(crate) options: Options,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) signature: Signature,
    /// The item as it was written.
    pub(crate) original: TokenStream,
    visibility: Visibility,
    body: TokenStream,
}

/// A function up to its body, which is nobody's business: it may be half-typed.
struct Head {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    body: TokenStream,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        if input.is_empty() || input.peek(Token![;]) {
            return Err(input.error("expected the body of a function"));
        }
        Ok(Self {
            attributes,
            visibility,
            signature,
            body: input.parse()?,
        })
    }
}

/// A function that ends where its body should begin.
struct Bodiless {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
}

impl Parse for Bodiless {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let bodiless = Self {
            attributes: Attribute::parse_outer(input)?,
            visibility: input.parse()?,
            signature: input.parse()?,
        };
        input.parse::<Token![;]>()?;
        Ok(bodiless)
    }
}

/// A function without a body, with one: rustc would miss it as well. Any other item as it is.
pub(crate) fn with_body(item: TokenStream) -> TokenStream {
    match syn::parse2(item.clone()) {
        Ok(Bodiless {
            attributes,
            visibility,
            signature,
        }) => quote! {
            #(#attributes)*
            #[allow(unused_variables)]
            #visibility #signature { loop {} }
        },
        Err(_) => item,
    }
}

/// One parameter of a function.
pub(crate) struct Param {
    /// Its name, or nothing where it is a pattern.
    pub(crate) label: String,
    /// The name of the adapter's own parameter.
    pub(crate) local: Ident,
    /// Its type as the user wrote it.
    pub(crate) ty: Type,
}

impl FunctionKind {
    /// The attribute as people write it.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Plugin => "#[plugin_fn]",
            Self::Live => "#[live_fn]",
        }
    }
}

impl Function {
    /// Takes the item apart. Another one than a function is reported, and is `None`; so is what cannot be read.
    pub(crate) fn parse(
        kind: FunctionKind,
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let options = Options::parse(options, &[key::NAME, key::CRATE], errors);
        let Ok(head) = syn::parse2::<Head>(item.clone()) else {
            report_other_item(kind, item, errors);
            return None;
        };
        Some(Self {
            kind,
            options,
            attributes: head.attributes,
            signature: head.signature,
            original: item,
            visibility: head.visibility,
            body: head.body,
        })
    }

    /// The name by which it is called.
    pub(crate) fn name(&self) -> LitStr {
        match self.options.name() {
            Some(name) => name.clone(),
            None => {
                let ident = &self.signature.ident;
                LitStr::new(&ident.unraw().to_string(), ident.span())
            }
        }
    }

    /// What no other function of the crate is, as an identifier that says it: `a_plugin_fn_called_hum`.
    pub(crate) fn unique_name(&self) -> String {
        unique_name(self.kind.attribute(), &self.name().value())
    }

    /// The parameters; `self` is left out, `check` has refused it.
    pub(crate) fn params(&self) -> Vec<Param> {
        Param::all(&self.signature, 0)
    }

    /// What it returns.
    pub(crate) fn result(&self) -> Type {
        result(&self.signature)
    }

    /// What stands for it if it is refused.
    pub(crate) fn stand_in(&self) -> TokenStream {
        let mut signature = self.signature.clone();
        // Otherwise a lint would look at its arguments.
        signature.abi = None;
        let (attributes, visibility, body) = (&self.attributes, &self.visibility, &self.body);
        if stand_in::of_signature(&mut signature) {
            return quote!(#(#attributes)* #visibility #signature #body);
        }
        quote! {
            #(#attributes)*
            #[allow(unused_variables)]
            #visibility #signature { loop {} }
        }
    }
}

/// What a function returns.
pub(crate) fn result(signature: &Signature) -> Type {
    match &signature.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
}

impl Param {
    /// The parameters of a function but for `self`; the first of them is number `first`.
    pub(crate) fn all(signature: &Signature, first: usize) -> Vec<Self> {
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        });
        typed
            .enumerate()
            .map(|(index, typed)| Self {
                label: match &*typed.pat {
                    Pat::Ident(pat) => pat.ident.unraw().to_string(),
                    _ => String::new(),
                },
                local: format_ident!("__arg{}", first + index),
                ty: (*typed.ty).clone(),
            })
            .collect()
    }

    /// The type with every borrow in it lasting as long as the call; `check` has refused `'static`.
    pub(crate) fn scoped(&self, scope: &Lifetime) -> Type {
        scoped(&self.ty, scope)
    }
}

/// A type with every borrow in it lasting for `scope`.
pub(crate) fn scoped(ty: &Type, scope: &Lifetime) -> Type {
    let mut ty = ty.clone();
    rescope(&mut ty, scope);
    ty
}

/// Gives every lifetime in a type the name `scope`, but for `'static`.
///
/// What stands inside function pointers and `dyn` types is left alone: they cannot cross.
fn rescope(ty: &mut Type, scope: &Lifetime) {
    match bare_mut(ty) {
        Type::Reference(reference) => {
            let lifetime = reference.lifetime.get_or_insert_with(|| scope.clone());
            rename(lifetime, scope);
            rescope(&mut reference.elem, scope);
        }
        Type::Path(path) => {
            if let Some(itself) = &mut path.qself {
                rescope(&mut itself.ty, scope);
            }
            let segments = path.path.segments.iter_mut();
            segments.for_each(|segment| rescope_arguments(&mut segment.arguments, scope));
        }
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|ty| rescope(ty, scope)),
        Type::Array(inner) => rescope(&mut inner.elem, scope),
        Type::Slice(inner) => rescope(&mut inner.elem, scope),
        _ => {}
    }
}

fn rescope_arguments(arguments: &mut PathArguments, scope: &Lifetime) {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return;
    };
    for argument in &mut arguments.args {
        match argument {
            GenericArgument::Type(ty) => rescope(ty, scope),
            GenericArgument::Lifetime(lifetime) => rename(lifetime, scope),
            _ => {}
        }
    }
}

fn rename(lifetime: &mut Lifetime, scope: &Lifetime) {
    if lifetime.ident != "static" {
        lifetime.ident = scope.ident.clone();
    }
}

fn report_other_item(kind: FunctionKind, item: TokenStream, errors: &mut Errors) {
    let attribute = kind.attribute();
    let help = "put it on a free function: `fn name(argument: Type) -> Type { … }`";
    if let Ok(Bodiless { signature, .. }) = syn::parse2(item.clone()) {
        let wrong = match signature.receiver() {
            Some(_) => format!("{attribute} goes on a function, not on a method of a trait"),
            None => format!("{attribute} goes on a function with a body, and this one has none"),
        };
        errors.push(&signature.ident, wrong, help);
    } else if let Ok(other) = syn::parse2::<syn::Item>(item) {
        let (what, at) = named(&other);
        let wrong = format!("{attribute} goes on a function, not on {what}");
        errors.push(at, wrong, help);
    }
}
