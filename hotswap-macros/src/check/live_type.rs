//! The rules for a type that is restored by name.
//!
//! That it has `Serialize` and `Deserialize`, and implements its interfaces, is left to rustc.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::LitInt;

use super::once;
use crate::diag::Errors;
use crate::model::live_type::{ATTRIBUTE, LiveType, Upgrade};

/// The rules for a live type.
pub(crate) fn live_type(live_type: &LiveType, errors: &mut Errors) {
    once(&live_type.attributes, ATTRIBUTE, errors);
    interfaces(live_type, errors);
    one_type(live_type, errors);
    names(live_type, errors);
    if let Some(version) = live_type.options.version() {
        number(version, "a version", errors);
    }
    upgrades(live_type, errors);
}

/// Whoever restores it knows nothing of it but an interface.
fn interfaces(live_type: &LiveType, errors: &mut Errors) {
    if live_type.interfaces.is_empty() {
        errors.push(
            &live_type.ident,
            "a live type is restored as an object of an interface, and none is given",
            "write `#[live_type(dyn YourTrait)]`",
        );
    }
    let mut seen = BTreeSet::new();
    for interface in &live_type.interfaces {
        if !seen.insert(interface.to_token_stream().to_string()) {
            errors.push(
                interface,
                "an interface is given twice",
                "leave one of them out",
            );
        }
    }
}

/// What restores it is in the table once, for one type.
fn one_type(live_type: &LiveType, errors: &mut Errors) {
    for param in &live_type.generics.params {
        let (wrong, help) = match param {
            syn::GenericParam::Lifetime(_) => (
                "a live type owns its data: what it would borrow from is gone when it is restored",
                "own the data: `String` for `&'a str`",
            ),
            _ => (
                "a live type cannot be generic",
                "name the type, or make a live type for each that is needed",
            ),
        };
        errors.push(param, wrong, help);
    }
}

fn names(live_type: &LiveType, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for (name, _) in live_type.names() {
        let text = name.value();
        if text.trim().is_empty() {
            let help = "leave the option out to use the type's own name";
            errors.push(&name, "a name cannot be empty", help);
        } else if !seen.insert(text) {
            errors.push(
                &name,
                "a live type has this name already",
                "leave the alias out",
            );
        }
    }
}

/// The steps are in front of the version, and one of each.
fn upgrades(live_type: &LiveType, errors: &mut Errors) {
    let version = live_type.version();
    let mut seen = BTreeSet::new();
    for upgrade in &live_type.upgrades {
        let from = live_type.from(upgrade);
        if let Some(literal) = &upgrade.from
            && !number(literal, "a version", errors)
        {
            continue;
        }
        if version < 2 {
            let help = "write `version = 2`, and raise it whenever older data has to be upgraded";
            return errors.push(
                at(upgrade),
                "there is no version before 1 to upgrade from",
                help,
            );
        }
        if from >= version {
            let wrong =
                format!("the type is of version {version}, so nothing is upgraded from {from}");
            let help = format!("raise `version` to {}", from.saturating_add(1));
            errors.push(at(upgrade), wrong, &help);
        } else if !seen.insert(from) {
            let wrong = format!("there are two upgrades from version {from}");
            errors.push(at(upgrade), wrong, "leave one of them out");
        }
    }
}

fn at(upgrade: &Upgrade) -> TokenStream {
    match &upgrade.from {
        Some(from) => from.to_token_stream(),
        None => upgrade.function.to_token_stream(),
    }
}

/// Versions are counted from 1.
fn number(literal: &LitInt, what: &str, errors: &mut Errors) -> bool {
    let is_one = literal.base10_parse::<u32>().is_ok_and(|it| it > 0);
    if !is_one {
        let wrong = format!("{what} is a number from 1 to {}", u32::MAX);
        errors.push(literal, wrong, "write `2`, say");
    }
    is_one
}
