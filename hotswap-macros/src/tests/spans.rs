//! Where the tokens of an expansion come from: an editor finds definitions, and renames, by their places.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

use super::{expand_with, flat};

/// A name and where it stands.
type Place = (String, usize, usize);

#[test]
fn a_function_is_what_its_author_wrote_token_for_token() {
    let item = "/// Documented.\npub fn hum(repeat: u32, text: &str) -> Vec<Text> { sing(repeat) }";
    assert_unchanged("plugin_fn", item);
    assert_unchanged("live_fn", item);
}

#[test]
fn a_plugin_is_what_its_author_wrote_token_for_token() {
    assert_unchanged(
        "plugin",
        "impl Plugin for inner::World {\n fn on_free(&self) { self.stop() }\n}",
    );
}

#[test]
fn each_mention_of_a_function_and_its_types_is_where_they_were_written() {
    let item = "fn hum(job: Vec<Job>, _: &[Text]) -> hotswap::Result<Noise> { loop {} }";
    assert_placed("plugin_fn", item, &["hum", "Job", "Text", "Noise"]);
}

#[test]
fn each_mention_of_a_plugin_is_where_it_was_written() {
    assert_placed("plugin", "impl Plugin for World {}", &["World", "Plugin"]);
}

#[test]
fn a_live_type_is_what_its_author_wrote_token_for_token() {
    assert_unchanged(
        "live_type",
        "/// Documented.\npub struct Fire { shots: Vec<Shot> }",
    );
}

#[test]
fn each_mention_of_a_type_its_fields_and_variants_is_where_they_were_written() {
    let fields = "struct Queue<Item> { jobs: Vec<Job>, next: Option<Box<Queue<Item>>> }";
    assert_placed("derive", fields, &["Queue", "Item", "jobs", "Job", "next"]);
    let variants = "enum Step { Start, Run(Job), All { jobs: Jobs } }";
    assert_placed(
        "derive",
        variants,
        &["Step", "Start", "Run", "All", "jobs", "Job", "Jobs"],
    );
}

fn assert_unchanged(attribute: &str, item: &str) {
    let item: TokenStream = item.parse().unwrap();
    let written = flat(item.clone());
    let expanded = flat(expand_with(attribute, TokenStream::new(), item));
    for (written, expanded) in written.iter().zip(&expanded) {
        assert_eq!(written.to_string(), expanded.to_string());
        let (before, after) = (written.span(), expanded.span());
        assert_eq!(before.start(), after.start(), "the place of `{written}`");
        assert_eq!(before.end(), after.end(), "the place of `{written}`");
    }
}

/// Wherever the expansion says one of `names`, it is at a place where the author said it.
fn assert_placed(attribute: &str, item: &str, names: &[&str]) {
    let item: TokenStream = item.parse().unwrap();
    let written: BTreeSet<Place> = places(item.clone(), names).collect();
    let expansion = expand_with(attribute, TokenStream::new(), item);
    let expanded: Vec<Place> = places(expansion, names).collect();
    for name in names {
        assert!(
            expanded.iter().any(|(it, ..)| it == name),
            "`{name}` is gone"
        );
    }
    for place in expanded {
        assert!(
            written.contains(&place),
            "{place:?} is not one of {written:?}"
        );
    }
}

fn places(tokens: TokenStream, names: &[&str]) -> impl Iterator<Item = Place> {
    flat(tokens).into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) if names.contains(&ident.to_string().as_str()) => {
            let start = ident.span().start();
            Some((ident.to_string(), start.line, start.column))
        }
        _ => None,
    })
}
