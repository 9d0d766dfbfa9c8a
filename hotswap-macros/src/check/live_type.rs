//! The rules for a type that is restored by name.
//!
//! rustc checks that it implements `Serialize`, `Deserialize` and its interfaces.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitInt, Path, Token, Type};

use super::objects::second_trait;
use super::once;
use super::types::OWN_THE_DATA;
use crate::diag::Errors;
use crate::model::live_type::{ATTRIBUTE, LiveType};
use crate::options::live_type::Upgrade;
use crate::types::{arguments, bare, holds_values};

const BORROWS: &str =
    "a live type must own its data: borrowed data is gone when the value is restored";

/// The rules for a live type.
pub(crate) fn live_type(live_type: &LiveType, errors: &mut Errors) {
    once(&live_type.attributes, ATTRIBUTE, errors);
    interfaces(live_type, errors);
    one_type(live_type, errors);
    names(live_type, errors);
    if let Some(version) = &live_type.options.common.version {
        number(version, errors);
    }
    upgrades(live_type, errors);
    owns_its_data(live_type, errors);
}

/// Other plugins know only its interfaces.
fn interfaces(live_type: &LiveType, errors: &mut Errors) {
    if live_type.options.interfaces.is_empty() && !live_type.options.is_attempted {
        errors.push(
            &live_type.ident,
            "a live type needs at least one interface to be restored as",
            "write `#[live_type(dyn YourTrait)]`",
        );
    }
    let mut seen = BTreeSet::new();
    for interface in &live_type.options.interfaces {
        if let Type::TraitObject(object) = bare(interface)
            && let Some(second) = second_trait(object)
        {
            let help = format!("write a comma, and `dyn {}`", second.to_token_stream());
            errors.push(second, "an interface is one trait", &help);
        }
        if !seen.insert(interface.to_token_stream().to_string()) {
            errors.push(
                interface,
                "an interface is given twice",
                "remove one of them",
            );
        }
    }
}

/// The table has one entry for one type.
fn one_type(live_type: &LiveType, errors: &mut Errors) {
    for param in &live_type.generics.params {
        let (wrong, help) = match param {
            syn::GenericParam::Lifetime(_) => (BORROWS, "own the data: `String` for `&'a str`"),
            _ => (
                "a live type cannot be generic",
                "use a concrete type, or define a live type for each",
            ),
        };
        errors.push(param, wrong, help);
    }
}

fn names(live_type: &LiveType, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for (index, (name, _)) in live_type.names().enumerate() {
        let text = name.value();
        if text.trim().is_empty() {
            let help = match index {
                0 => "remove the option to use the name of the type",
                _ => "remove the alias",
            };
            errors.push(&name, "a name cannot be empty", help);
        } else if !seen.insert(text) {
            errors.push(
                &name,
                "the live type already has this name",
                "remove the alias",
            );
        }
    }
}

/// The steps are in front of the version, one of each, and each is followed by the next.
fn upgrades(live_type: &LiveType, errors: &mut Errors) {
    let (version, before) = (live_type.version(), errors.count());
    let mut steps = BTreeMap::new();
    for upgrade in &live_type.options.upgrades {
        let from = live_type.from(upgrade);
        if let Some(literal) = &upgrade.from
            && !number(literal, errors)
        {
            continue;
        }
        if version < 2 {
            let help = "write `version = 2`, and increase it whenever older data needs an upgrade";
            return errors.push(
                at(upgrade),
                "there is no version before 1 to upgrade from",
                help,
            );
        }
        if from >= version {
            let wrong = format!(
                "the type has version {version}, so there is nothing to upgrade from version {from}"
            );
            let help = format!("raise `version` to {}", from.saturating_add(1));
            errors.push(at(upgrade), wrong, &help);
        } else if steps.insert(from, upgrade).is_some() {
            let wrong = format!("there are two upgrades from version {from}");
            errors.push(at(upgrade), wrong, "remove one of them");
        }
    }
    if errors.count() == before {
        without_gaps(version, &steps, errors);
    }
}

/// Data cannot be upgraded across a gap.
fn without_gaps(version: u32, steps: &BTreeMap<u32, &Upgrade>, errors: &mut Errors) {
    for (from, upgrade) in steps {
        let next = from + 1;
        if next < version && !steps.contains_key(&next) {
            let wrong = format!(
                "data of version {from} becomes version {next}, and there is no upgrade from version {next}"
            );
            let help = format!("add `{next} = some::function`");
            errors.push(at(upgrade), wrong, &help);
        }
    }
}

/// With a borrowed field, serde's derive reads only from data that lives as long, and there is none.
fn owns_its_data(live_type: &LiveType, errors: &mut Errors) {
    let has_serde =
        |attributes: &[Attribute]| attributes.iter().any(|it| it.path().is_ident("serde"));
    // A declared lifetime was already reported.
    let is_told = live_type.generics.lifetimes().count() > 0;
    if is_told || !derives_deserialize(&live_type.attributes) {
        return;
    }
    for field in &live_type.fields {
        if let Some(borrow) = field.attrs.iter().find_map(borrow) {
            let help =
                "remove `borrow`: without it serde creates an owned value, which a `Cow` can hold";
            errors.push(borrow, BORROWS, help);
        }
        if has_serde(&field.attrs) {
            continue;
        }
        if let Some(reference) = borrow_in(&field.ty) {
            errors.push(reference, BORROWS, OWN_THE_DATA);
        }
    }
}

/// The reference in a type: the type itself, or a value inside a type of std.
fn borrow_in(ty: &Type) -> Option<&Type> {
    match bare(ty) {
        Type::Reference(_) => Some(ty),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(borrow_in),
        Type::Array(array) => borrow_in(&array.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let is_holder = last.ident == "Box" || holds_values(&last.ident.to_string());
            let mut types = arguments(last).filter(|_| is_holder);
            types.find_map(borrow_in)
        }
        _ => None,
    }
}

/// The `borrow` of a `#[serde(borrow)]`.
fn borrow(attribute: &Attribute) -> Option<TokenTree> {
    let tokens = &attribute
        .path()
        .is_ident("serde")
        .then_some(&attribute.meta)?
        .require_list()
        .ok()?
        .tokens;
    let mut tokens = tokens.clone().into_iter();
    tokens.find(|it| matches!(it, TokenTree::Ident(ident) if ident == "borrow"))
}

/// Whether it is serde's derive that reads it, and not a hand-written `impl`.
fn derives_deserialize(attributes: &[Attribute]) -> bool {
    let derives = attributes.iter().filter(|it| it.path().is_ident("derive"));
    let paths = derives.filter_map(|it| {
        it.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
            .ok()
    });
    paths.flatten().any(|path| {
        let names: Vec<_> = path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        matches!(
            &*names.iter().map(String::as_str).collect::<Vec<_>>(),
            ["Deserialize"] | ["serde", "Deserialize"]
        )
    })
}

fn at(upgrade: &Upgrade) -> TokenStream {
    match &upgrade.from {
        Some(from) => from.to_token_stream(),
        None => upgrade.function.to_token_stream(),
    }
}

/// Versions are counted from 1.
fn number(literal: &LitInt, errors: &mut Errors) -> bool {
    let is_one = literal.base10_parse::<u32>().is_ok_and(|it| it > 0);
    if !is_one {
        let wrong = format!("a version is a number from 1 to {}", u32::MAX);
        errors.push(literal, wrong, "write `2`, say");
    }
    is_one
}
