#![forbid(unsafe_code)]
//! regex, with an expression that is compiled once and a cache for each thread.

use std::sync::LazyLock;

use hotswap::prelude::*;
use regex::Regex;

static WORDS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\w{3}\b").expect("it is valid"));

build_number::build_number!();

#[derive(Default)]
pub struct UsesRegex;

#[hotswap::plugin]
impl Plugin for UsesRegex {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let words = WORDS.find_iter("the cat sat on a mat");
    Ok(words.map(|word| word.as_str()).collect())
}
