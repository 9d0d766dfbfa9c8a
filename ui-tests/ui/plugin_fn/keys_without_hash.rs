use std::collections::{BTreeSet, HashMap};

use hotswap::prelude::*;

#[derive(hotswap::Abi)]
struct Place;

#[plugin_fn]
fn visit(_visits: HashMap<Place, u32>) -> BTreeSet<f64> {
    BTreeSet::new()
}

#[derive(hotswap::Abi)]
struct Visits {
    all: Vec<HashMap<Place, u32>>,
}

fn main() {}
