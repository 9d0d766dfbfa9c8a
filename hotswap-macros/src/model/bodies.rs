//! Traits whose methods have bodies. The bodies are not parsed: they may be incomplete.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Block, Expr, ItemTrait, Signature, Stmt, TraitItem, TraitItemFn, braced, token,
};

/// Parses a trait without parsing the bodies of its methods.
pub(crate) fn parse_trait(item: TokenStream) -> syn::Result<ItemTrait> {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let items = match tokens.last_mut() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => empty(group),
        _ => TokenStream::new(),
    };
    let mut item: ItemTrait = syn::parse2(tokens.into_iter().collect())?;
    let Items { attributes, items } = syn::parse2(items)?;
    item.attrs.extend(attributes);
    item.items = items;
    Ok(item)
}

/// Takes out the content of the braces.
fn empty(group: &mut Group) -> TokenStream {
    let (inner, span) = (group.stream(), group.span());
    *group = Group::new(Delimiter::Brace, TokenStream::new());
    group.set_span(span);
    inner
}

/// The content of the braces of a trait.
struct Items {
    attributes: Vec<Attribute>,
    items: Vec<TraitItem>,
}

impl Parse for Items {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_inner)?;
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(item(input)?);
        }
        Ok(Self { attributes, items })
    }
}

fn item(input: ParseStream<'_>) -> syn::Result<TraitItem> {
    let fork = input.fork();
    match head(&fork) {
        Ok(_) if fork.peek(token::Brace) => method(input).map(TraitItem::Fn),
        _ => input.parse(),
    }
}

fn head(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Signature)> {
    Ok((input.call(Attribute::parse_outer)?, input.parse()?))
}

fn method(input: ParseStream<'_>) -> syn::Result<TraitItemFn> {
    let (attributes, signature) = head(input)?;
    let body;
    let brace_token = braced!(body in input);
    let body = Stmt::Expr(Expr::Verbatim(body.parse()?), None);
    let mut method: TraitItemFn = syn::parse2(quote!(#(#attributes)* #signature {}))?;
    method.default = Some(Block {
        brace_token,
        stmts: vec![body],
    });
    Ok(method)
}
