use hotswap::prelude::*;

use std::borrow::Cow;

#[plugin_fn]
fn greet(_name: Cow<'_, str>) {}

fn main() {}
