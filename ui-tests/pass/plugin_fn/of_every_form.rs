//! Functions of every form that can be called by name.

use hotswap::prelude::*;
use std::collections::HashMap;

type Alias<'a> = &'a str;

#[plugin_fn]
fn nothing() {}

#[plugin_fn]
pub fn text(name: &str, alias: Alias<'_>, owned: String) -> String {
    format!("{name}{alias}{owned}")
}

#[plugin_fn]
fn slices<'a>(bytes: &'a [u8], words: &[String], mut flags: Vec<bool>) -> usize {
    flags.push(true);
    bytes.len() + words.len() + flags.len()
}

#[live_fn(name = "sum of pairs")]
fn patterns((a, b): (u8, u8), [c, d]: [u8; 2], _: (), e: u8) -> u8 {
    a + b + c + d + e
}

/// Documented, and not for every build.
#[plugin_fn]
#[cfg(not(any()))]
#[inline]
#[must_use]
fn attributes(
    #[allow(unused_variables)] unused: u8,
) -> hotswap::Result<HashMap<String, Option<u8>>> {
    Err(std::fmt::Error)?
}

#[plugin_fn]
#[cfg(any())]
fn left_out(missing: Missing) {}

#[live_fn]
fn own_error(text: String) -> Result<u8, String> {
    text.parse().map_err(|_| text)
}

#[plugin_fn]
const fn constant(r#type: u8) -> u8 {
    r#type
}

mod inner {
    use hotswap::prelude::*;

    #[plugin_fn]
    fn same_name_elsewhere() {}

    fn inside_a_function() {
        #[live_fn]
        fn local() {}
    }
}

macro_rules! generated {
    ($name:ident, $ty:ty) => {
        #[plugin_fn]
        fn $name(value: $ty, by_reference: &[$ty]) -> $ty {
            let _ = by_reference;
            value
        }
    };
}

generated!(by_a_macro, u8);

fn main() {
    nothing();
}
