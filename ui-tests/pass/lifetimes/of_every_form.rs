//! Borrows that end with the call.

use hotswap::prelude::*;

type Text<'a> = &'a str;
type Bytes<'a> = &'a [u8];

#[plugin_fn]
fn elided(_text: &str, _bytes: &'_ [u8]) {}

#[plugin_fn]
fn named<'a>(_one: &'a str, _two: &'a [u8]) {}

#[plugin_fn]
fn related<'a, 'b: 'a>(_one: &'a str, _two: &'b str)
where
    'b: 'a,
{
}

#[live_fn]
fn by_alias(_text: Text<'_>, _bytes: Bytes<'_>) {}

fn main() {}
