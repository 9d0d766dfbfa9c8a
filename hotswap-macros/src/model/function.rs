//! A function that can be called by name.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{
    Attribute, GenericArgument, LitStr, PathArguments, Receiver, ReceiverKind, Signature, Token,
    Type, Visibility,
};

use super::fallback;
use super::item::{report_other, unique_name};
use super::signature::{Param, result};
use crate::diag::Errors;
use crate::options::{Options, key};
use crate::types::bare;

/// The attribute of a function.
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
    pub(crate) head: Head,
    body: TokenStream,
    /// The item as it was written.
    pub(crate) original: TokenStream,
    /// The type that it is a method or an associated function of.
    pub(crate) of: Option<Type>,
    /// The attributes of the `impl` that it is in.
    pub(crate) around: Vec<Attribute>,
}

/// A function up to its body, which is not parsed: it may be incomplete.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) attributes: Vec<Attribute>,
    visibility: Visibility,
    pub(crate) signature: Signature,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attributes: Attribute::parse_outer(input)?,
            visibility: input.parse()?,
            signature: input.parse()?,
        })
    }
}

impl ToTokens for Head {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (attributes, visibility, signature) =
            (&self.attributes, &self.visibility, &self.signature);
        tokens.extend(quote!(#(#attributes)* #visibility #signature));
    }
}

/// How a method takes the value of the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// `&self`
    Borrowed,
    /// `self: Arc<Self>`
    Shared,
}

/// How a receiver takes the value; `None` if a plugin has no such value.
pub(crate) fn taken(receiver: &Receiver) -> Option<Taken> {
    let is_itself = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident("Self"));
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => Some(Taken::Borrowed),
        ReceiverKind::Typed(_, ty) => match bare(ty) {
            Type::Reference(to) if to.mutability.is_none() && is_itself(&to.elem) => {
                Some(Taken::Borrowed)
            }
            Type::Path(path) => {
                let last = path.path.segments.last()?;
                let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                    return None;
                };
                let is_arc = last.ident == "Arc" && arguments.args.len() == 1;
                match arguments.args.first() {
                    Some(GenericArgument::Type(ty)) if is_arc && is_itself(ty) => {
                        Some(Taken::Shared)
                    }
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

impl Head {
    fn before_body(input: ParseStream<'_>) -> syn::Result<(Self, TokenStream)> {
        let head = input.parse()?;
        if input.is_empty() || input.peek(Token![;]) {
            return Err(input.error("expected the body of a function"));
        }
        Ok((head, input.parse()?))
    }

    fn before_semicolon(input: ParseStream<'_>) -> syn::Result<Self> {
        let head = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(head)
    }

    /// The function, with a body that fits any return type.
    fn endless(&self) -> TokenStream {
        let (attributes, visibility, signature) =
            (&self.attributes, &self.visibility, &self.signature);
        quote! {
            #(#attributes)*
            #[allow(unused_variables)]
            #visibility #signature { loop {} }
        }
    }
}

/// Gives a function without a body one, because rustc would report it too. Other items are not changed.
pub(crate) fn completed(item: TokenStream) -> TokenStream {
    match Head::before_semicolon.parse2(item.clone()) {
        Ok(head) => head.endless(),
        Err(_) => item,
    }
}

impl FunctionKind {
    /// The attribute, for messages.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Plugin => "#[plugin_fn]",
            Self::Live => "#[live_fn]",
        }
    }
}

impl Function {
    /// Parses the item. `None` if it is not a function, which is reported, or if it cannot be parsed.
    pub(crate) fn parse(
        kind: FunctionKind,
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let options = Options::parse(options, &[key::NAME, key::CRATE], errors);
        let Ok((head, body)) = Head::before_body.parse2(item.clone()) else {
            report_other_item(kind, item, errors);
            return None;
        };
        Some(Self {
            kind,
            options,
            head,
            body,
            original: item,
            of: None,
            around: Vec::new(),
        })
    }

    /// A function in an `impl` of the type `of`.
    pub(crate) fn method(
        kind: FunctionKind,
        options: TokenStream,
        head: Head,
        body: &TokenTree,
        of: Type,
        errors: &mut Errors,
    ) -> Self {
        Self {
            kind,
            options: Options::parse(options, &[key::NAME, key::CRATE], errors),
            original: quote!(#head #body),
            head,
            body: body.to_token_stream(),
            of: Some(of),
            around: Vec::new(),
        }
    }

    /// How it takes the value of the plugin; `None` if it does not, and where `check` refuses it.
    pub(crate) fn receiver(&self) -> Option<Taken> {
        self.of.as_ref()?;
        taken(self.head.signature.receiver()?)
    }

    /// The name by which it is called.
    pub(crate) fn name(&self) -> LitStr {
        self.options.name_of(&self.head.signature.ident)
    }

    /// An identifier that is unique in the crate, and that explains a conflict: `a_plugin_fn_called_hum`.
    pub(crate) fn unique_name(&self) -> String {
        unique_name(self.kind.attribute(), &self.name().value())
    }

    /// The parameters; `self` is left out.
    pub(crate) fn params(&self) -> Vec<Param> {
        Param::all(&self.head.signature, 0)
    }

    /// The return type.
    pub(crate) fn result(&self) -> Type {
        result(&self.head.signature)
    }

    /// The code that is generated if it is refused.
    pub(crate) fn fallback(mut self) -> TokenStream {
        // Otherwise a lint would look at its arguments.
        self.head.signature.abi = None;
        if !fallback::of_signature(&mut self.head.signature) {
            return self.head.endless();
        }
        let Head {
            attributes,
            visibility,
            signature,
        } = self.head;
        let body = self.body;
        quote!(#(#attributes)* #visibility #signature #body)
    }
}

/// Reports an item that is no function.
pub(super) fn report_other_item(kind: FunctionKind, item: TokenStream, errors: &mut Errors) {
    let attribute = kind.attribute();
    let help = "put it on a free function: `fn name(argument: Type) -> Type { … }`";
    if let Ok(Head { signature, .. }) = Head::before_semicolon.parse2(item.clone()) {
        let wrong = match signature.receiver() {
            Some(_) => format!("{attribute} belongs on a function, not on a method of a trait"),
            None => format!("{attribute} belongs on a function with a body"),
        };
        errors.push(&signature.ident, wrong, help);
    } else if let Ok(other) = syn::parse2(item) {
        report_other(&other, attribute, "a function", help, errors);
    }
}
