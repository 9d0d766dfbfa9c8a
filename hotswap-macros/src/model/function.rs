//! A function that can be called by name.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{
    FnArg, GenericArgument, Ident, ItemFn, Lifetime, LitStr, Pat, PathArguments, ReturnType,
    Signature, Type,
};

use crate::diag::Errors;
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
    pub(crate) original: ItemFn,
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
    /// Takes the item apart. What cannot be parsed as a function is reported, and is `None`.
    pub(crate) fn parse(
        kind: FunctionKind,
        options: TokenStream,
        item: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let options = Options::parse(options, &[key::NAME, key::CRATE], errors);
        let Ok(original) = syn::parse2::<ItemFn>(item.clone()) else {
            report_other_item(kind, item, errors);
            return None;
        };
        Some(Self {
            kind,
            options,
            original,
        })
    }

    /// The name by which it is called.
    pub(crate) fn name(&self) -> LitStr {
        match self.options.name() {
            Some(name) => name.clone(),
            None => {
                let ident = &self.original.sig.ident;
                LitStr::new(&ident.unraw().to_string(), ident.span())
            }
        }
    }

    /// The parameters; `self` is left out, `check` has refused it.
    pub(crate) fn params(&self) -> Vec<Param> {
        Param::all(&self.original.sig, 0)
    }

    /// What it returns.
    pub(crate) fn result(&self) -> TokenStream {
        result(&self.original.sig)
    }
}

/// What a function returns.
pub(crate) fn result(signature: &Signature) -> TokenStream {
    match &signature.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => quote!(#ty),
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
    match ty {
        Type::Reference(reference) => {
            let lifetime = reference.lifetime.get_or_insert_with(|| scope.clone());
            rename(lifetime, scope);
            rescope(&mut reference.elem, scope);
        }
        Type::Path(path) => {
            let segments = path.path.segments.iter_mut();
            segments.for_each(|segment| rescope_arguments(&mut segment.arguments, scope));
        }
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|ty| rescope(ty, scope)),
        Type::Array(inner) => rescope(&mut inner.elem, scope),
        Type::Paren(inner) => rescope(&mut inner.elem, scope),
        Type::Group(inner) => rescope(&mut inner.elem, scope),
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
    match syn::parse2::<syn::Item>(item) {
        Ok(item) => errors.push(
            &item,
            format!("{attribute} goes on a function"),
            "put it on a free function: `fn name(argument: Type) -> Type { … }`",
        ),
        Err(error) => errors.push_syn(error),
    }
}
