//! A trait whose objects cross.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::{
    Attribute, Ident, Item, ItemTrait, Meta, Path, TraitItem, TraitItemFn, Type, TypeParamBound,
    parse_quote,
};

use super::item::{is_another, report_other};
use super::signature::{Param, result};
use super::{asynchronous, bodies, fallback, replace};
use crate::diag::Errors;
use crate::options::{Options, key};

/// The attribute, for messages.
pub(crate) const ATTRIBUTE: &str = "#[hotswap::interface]";

/// A trait with its attribute.
pub(crate) struct Interface {
    pub(crate) options: Options,
    pub(crate) original: ItemTrait,
    pub(crate) methods: Vec<Method>,
}

/// One method of it.
pub(crate) struct Method {
    /// As the user wrote it.
    pub(crate) original: TraitItemFn,
    /// Its place in the table.
    pub(crate) index: usize,
    /// Its name.
    pub(crate) label: String,
    /// Its parameters after `self`, which is number 0.
    pub(crate) params: Vec<Param>,
    /// The return type.
    pub(crate) result: Type,
    /// Whether it is an `async fn`.
    pub(crate) is_async: bool,
    /// Whether the interfaces in its signature are described only by their names.
    pub(crate) recursive: bool,
}

impl Interface {
    /// Parses the trait. `None` if the item is not a trait, which is reported.
    pub(crate) fn parse(
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let options = Options::parse(options, &[key::CRATE], errors);
        let Ok(mut original) = bodies::parse_trait(item.clone()) else {
            report_other_item(item, errors);
            return None;
        };
        for attribute in original
            .attrs
            .extract_if(.., |it| it.path().is_ident("hotswap"))
        {
            errors.push(
                attribute,
                "a trait cannot have options other than those of `#[hotswap::interface(…)]`",
                "put `recursive` on the method that names another interface",
            );
        }
        let methods = functions(&mut original)
            .enumerate()
            .map(|(index, function)| Method::parse(index, function, errors))
            .collect();
        Some(Self {
            options,
            original,
            methods,
        })
    }

    /// The trait that is generated, with the supertraits of every interface.
    pub(crate) fn bounded(&self, private: &TokenStream) -> ItemTrait {
        let mut bounded = self.original.clone();
        let bounds = &mut bounded.supertraits;
        for marker in ["Send", "Sync"] {
            let ident = Ident::new(marker, proc_macro2::Span::call_site());
            if !bounds.iter().any(|bound| is_trait(bound, marker)) {
                bounds.push(parse_quote!(#private::core::marker::#ident));
            }
        }
        if !bounds
            .iter()
            .any(|bound| matches!(bound, TypeParamBound::Lifetime(_)))
        {
            bounds.push(parse_quote!('static));
        }
        functions(&mut bounded).for_each(|function| asynchronous::declare(function, private));
        bounded
    }

    /// Whether its fallback can be a `dyn Trait`.
    pub(crate) fn is_dyn_safe(&self) -> bool {
        let original = &self.original;
        let is_unknown = |it: &Method| matches!(it.result, Type::ImplTrait(_));
        original.generics.params.is_empty()
            && original.items.len() == self.methods.len()
            && original.supertraits.iter().all(is_implied)
            && !self.methods.iter().any(is_unknown)
    }

    /// The fallback if it is refused: a trait that causes no further errors.
    pub(crate) fn fallback(mut self) -> Self {
        let attributes = &mut self.original.attrs;
        attributes.retain(|attribute| !is_another(attribute, ATTRIBUTE));
        self.original.modifiers.auto_token = None;
        let mut seen = BTreeSet::new();
        self.original.items.retain(|item| match item {
            TraitItem::Fn(method) => seen.insert(method.sig.ident.unraw().to_string()),
            other => !matches!(other, TraitItem::Verbatim(_)),
        });
        let mut seen = BTreeSet::new();
        self.methods.retain(|it| seen.insert(it.label.clone()));
        let signatures = self.methods.iter().map(|it| &it.original.sig);
        let is_partial = signatures.clone().any(fallback::is_of_one_type);
        let fallback = |method: &mut TraitItemFn| {
            fallback::of_method(method);
            // Its body may call a method that a `dyn Trait` does not have.
            if is_partial && method.default.is_some() {
                fallback::of_one_type(method);
            }
        };
        let functions = functions(&mut self.original);
        for (function, method) in functions.zip(&mut self.methods) {
            fallback(function);
            method.original = function.clone();
        }
        self
    }

    /// The one method that has no body.
    pub(crate) fn only_required(&self) -> Option<&Method> {
        let mut required = self
            .methods
            .iter()
            .filter(|it| it.original.default.is_none());
        required.next().filter(|_| required.next().is_none())
    }
}

impl Method {
    /// Removes our own attributes.
    fn parse(index: usize, function: &mut TraitItemFn, errors: &mut Errors) -> Self {
        let options = Options::of_attributes(&function.attrs, &[key::RECURSIVE], errors);
        function.attrs.retain(|it| !it.path().is_ident("hotswap"));
        Self {
            index,
            label: function.sig.ident.unraw().to_string(),
            params: Param::all(&function.sig, 1),
            result: result(&function.sig),
            is_async: function.sig.asyncness.is_some(),
            recursive: options.recursive.is_some(),
            original: function.clone(),
        }
    }

    /// The type that describes a type of the signature; `None` if it is the type itself. `owner` is the trait itself; `named` returns
    /// the placeholder of another trait that is described by its name.
    pub(crate) fn described(
        &self,
        ty: &Type,
        owner: &Ident,
        itself: &TokenStream,
        mut named: impl FnMut(&Path) -> TokenStream,
    ) -> Option<Type> {
        let mut ty = ty.clone();
        let object = |path: &Path| {
            if replace::is_trait_here(path, owner) {
                Some(itself.clone())
            } else {
                self.recursive.then(|| named(path))
            }
        };
        replace::object(&mut ty, object).then_some(ty)
    }
}

fn functions(item: &mut ItemTrait) -> impl Iterator<Item = &mut TraitItemFn> {
    item.items.iter_mut().filter_map(|item| match item {
        TraitItem::Fn(function) => Some(function),
        _ => None,
    })
}

/// Whether an attribute may remove an item: `#[cfg(…)]`, or a `#[cfg_attr(…)]` that contains one.
pub(crate) fn is_condition(attribute: &Attribute) -> bool {
    let names_one = |tokens: &TokenStream| {
        let mut idents = tokens.clone().into_iter();
        idents.any(|it| matches!(it, TokenTree::Ident(ident) if ident == "cfg"))
    };
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => names_one(&list.tokens),
        meta => meta.path().is_ident("cfg"),
    }
}

/// Whether every interface has this bound anyway.
pub(crate) fn is_implied(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Lifetime(lifetime) => lifetime.ident == "static",
        bound => is_trait(bound, "Send") || is_trait(bound, "Sync"),
    }
}

/// Whether a bound is that trait of std, by any path.
fn is_trait(bound: &TypeParamBound, name: &str) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|segment| segment.ident == name)
        }
        _ => false,
    }
}

fn report_other_item(item: TokenStream, errors: &mut Errors) {
    let help = "write `#[hotswap::interface] pub trait Name { fn method(&self) -> Type; }`";
    match syn::parse2(item) {
        // rustc has already reported the error.
        Ok(Item::Trait(_)) | Err(_) => {}
        Ok(other) => report_other(&other, ATTRIBUTE, "a trait", help, errors),
    }
}
