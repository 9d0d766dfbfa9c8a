//! The methods of a plugin that can be called by name.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Item, Meta, Token, token};

use super::function::{Function, FunctionKind, Head, report_other_item as report_other_member};
use super::item::{is_another, report_other, twice};
use super::plugin;
use crate::diag::Errors;
use crate::options::{Options, key};

/// The attribute, for messages.
pub(crate) const ATTRIBUTE: &str = "#[hotswap::methods]";

/// An inherent `impl` with its attribute.
pub(crate) struct Methods {
    pub(crate) options: Options,
    pub(crate) head: plugin::Head,
    /// The functions that can be called by name.
    pub(crate) functions: Vec<Function>,
    /// Whether any member has an attribute that makes it one, also where that is wrong.
    pub(crate) has_marks: bool,
    /// The item as it was written, without the attributes of these functions.
    pub(crate) plain: TokenStream,
}

impl Methods {
    /// Parses the item. `None` if it is not an `impl`, which is reported, or if it cannot be parsed.
    pub(crate) fn parse(
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let options = Options::parse(options, &[key::CRATE], errors);
        let Ok(head) = syn::parse2::<plugin::Head>(item.clone()) else {
            report_other_item(item, errors);
            return None;
        };
        let mut tokens: Vec<TokenTree> = item.into_iter().collect();
        let Some(TokenTree::Group(body)) = tokens.pop() else {
            return None;
        };
        let mut members = Members::default();
        let read = |input: ParseStream<'_>| members.read(input, &head, errors);
        read.parse2(body.stream()).ok()?;
        let Members {
            functions,
            has_marks,
            plain,
        } = members;
        let tokens = without_another(tokens);
        let mut group = proc_macro2::Group::new(body.delimiter(), plain);
        group.set_span(body.span());
        Some(Self {
            options,
            head,
            functions,
            has_marks,
            plain: quote!(#(#tokens)* #group),
        })
    }
}

/// The members of an `impl`.
#[derive(Default)]
struct Members {
    functions: Vec<Function>,
    has_marks: bool,
    plain: TokenStream,
}

impl Members {
    fn read(
        &mut self,
        input: ParseStream<'_>,
        head: &plugin::Head,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        for attribute in Attribute::parse_inner(input)? {
            attribute.to_tokens(&mut self.plain);
        }
        while !input.is_empty() {
            let attributes = Attribute::parse_outer(input)?.into_iter();
            let (marks, others) = attributes.partition::<Vec<_>, _>(|it| kind_of(it).is_some());
            self.has_marks |= !marks.is_empty();
            let ahead = input.fork();
            match function(&ahead) {
                Ok((mut function, body)) if !marks.is_empty() => {
                    input.advance_to(&ahead);
                    function.attributes = others;
                    quote!(#function #body).to_tokens(&mut self.plain);
                    self.add(&marks, &function, &body, head, errors);
                }
                _ => {
                    let mut member = TokenStream::new();
                    rest_of_member(input, &mut member)?;
                    if let Some(kind) = marks.first().and_then(kind_of) {
                        report_other_member(kind, member.clone(), errors);
                    }
                    quote!(#(#others)* #member).to_tokens(&mut self.plain);
                }
            }
        }
        Ok(())
    }

    /// Adds a function once for each of its attributes.
    fn add(
        &mut self,
        marks: &[Attribute],
        function: &Head,
        body: &TokenTree,
        head: &plugin::Head,
        errors: &mut Errors,
    ) {
        for (at, mark) in marks.iter().enumerate() {
            let Some(kind) = kind_of(mark) else { continue };
            if marks[..at].iter().any(|it| kind_of(it) == Some(kind)) {
                twice(mark, kind.attribute(), errors);
                continue;
            }
            let options = options_of(mark, kind, errors);
            let (function, of) = (function.clone(), head.ty.clone());
            let method = Function::method(kind, options, function, body, of, errors);
            self.functions.push(method);
        }
    }
}

/// The tokens before the members, without a second attribute of this kind, which `check` reports.
fn without_another(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#')
            && let Some(TokenTree::Group(group)) = tokens.peek()
            && let Ok(meta) = syn::parse2::<Meta>(group.stream())
            && is_another(&syn::parse_quote!(#[#meta]), ATTRIBUTE)
        {
            tokens.next();
            continue;
        }
        kept.push(token);
    }
    kept
}

/// How a function is called by name that has this attribute; `None` for other attributes.
fn kind_of(attribute: &Attribute) -> Option<FunctionKind> {
    let kinds = [FunctionKind::Plugin, FunctionKind::Live];
    kinds
        .into_iter()
        .find(|kind| is_another(attribute, kind.attribute()))
}

/// A function up to its body, and the body.
fn function(input: ParseStream<'_>) -> syn::Result<(Head, TokenTree)> {
    let head = input.parse()?;
    if !input.peek(token::Brace) {
        return Err(input.error("expected the body of a function"));
    }
    Ok((head, input.parse()?))
}

/// The tokens up to the end of a member, which has no attributes here: `;`, or what is in braces.
fn rest_of_member(input: ParseStream<'_>, to: &mut TokenStream) -> syn::Result<()> {
    while !input.is_empty() {
        let is_end = input.peek(Token![;]) || input.peek(token::Brace);
        input.parse::<TokenTree>()?.to_tokens(to);
        if is_end {
            break;
        }
    }
    Ok(())
}

/// What stands in the parentheses of an attribute.
fn options_of(attribute: &Attribute, kind: FunctionKind, errors: &mut Errors) -> TokenStream {
    match &attribute.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(value) => {
            let name = kind.attribute().trim_matches(['#', '[', ']']);
            let help = format!("write `#[{name}(name = \"…\")]`");
            errors.push(value, "options must be in parentheses", &help);
            TokenStream::new()
        }
    }
}

fn report_other_item(item: TokenStream, errors: &mut Errors) {
    let help = "write `#[hotswap::methods] impl YourType { … }`";
    match syn::parse2(item) {
        // rustc has already reported the error.
        Ok(Item::Impl(_)) | Err(_) => {}
        Ok(other) => report_other(
            &other,
            ATTRIBUTE,
            "an `impl` of the plugin's type",
            help,
            errors,
        ),
    }
}
