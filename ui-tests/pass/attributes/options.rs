//! Options in every form.

use hotswap::prelude::*;
use hotswap as contract;

#[plugin_fn()]
fn none() {}

#[plugin_fn(name = "comma",)]
fn comma() {}

#[plugin_fn(crate = contract, name = r"raw")]
fn raw() {}

#[live_fn(name = "\u{fc}ber", crate = crate::contract)]
fn escaped() {}

#[derive(Default)]
struct World;

#[hotswap::plugin(crate = ::hotswap)]
impl Plugin for World {}

#[derive(hotswap::Abi)]
#[hotswap(crate = contract,)]
struct Folder {
    #[hotswap(recursive,)]
    entries: Vec<Entry>,
}

#[derive(hotswap::Abi)]
#[hotswap()]
enum Entry {
    Folder(#[hotswap()] Folder),
    File,
}

fn main() {}
