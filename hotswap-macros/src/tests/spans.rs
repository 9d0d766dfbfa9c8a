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

#[test]
fn an_interface_is_what_its_author_wrote_and_what_every_interface_is_bound_by() {
    for item in [
        "/// Documented.\npub trait Greeter {\n /// Greets.\n fn greet(&self, name: &str) -> Text;\n}",
        "trait Greeter: Send {\n fn b(&self, _: &[Job]) { self.a(1) }\n fn a(&self, n: u32);\n}",
    ] {
        let item: TokenStream = item.parse().unwrap();
        let expansion = expand_with("interface", TokenStream::new(), item.clone());
        let mut expanded = flat(expansion).into_iter();
        for written in flat(item) {
            let kept =
                expanded.any(|it| it.to_string() == written.to_string() && is_at(&it, &written));
            assert!(kept, "`{written}` is gone, or elsewhere");
        }
    }
}

#[test]
fn each_mention_of_an_interface_its_methods_and_types_is_where_they_were_written() {
    let item =
        "trait Greeter { fn greet(&self, job: Vec<Job>, _: &[Text]) -> hotswap::Result<Noise>;
        fn twin(&self, other: &Obj<dyn Other>) -> Obj<dyn Greeter> { other.twin() } }";
    let names = ["Greeter", "greet", "twin", "Job", "Text", "Noise", "Other"];
    assert_placed("interface", item, &names);
}

#[test]
fn each_mention_of_an_interface_that_is_refused_is_where_it_was_written() {
    let item = "trait Greeter { fn greet(&self, job: fn(Job)) -> Noise; }";
    assert_placed("interface", item, &["Greeter", "greet", "Job", "Noise"]);
}

#[test]
fn each_mention_of_imports_their_fields_and_interfaces_is_where_they_were_written() {
    let item = "struct Deps { clock: Obj<dyn Clock>, #[hotswap(skip)] cache: Mutex<Cache> }";
    let names = ["Deps", "clock", "Clock", "cache", "Mutex", "Cache"];
    assert_derived("Imports", item, &names);
}

#[test]
fn each_mention_of_a_live_type_its_interfaces_and_upgrades_is_where_they_were_written() {
    let options = "\n dyn Job, dyn Task, version = 2, upgrade = louder";
    let item = "struct Fire { shots: Vec<Shot> }";
    let names = ["Fire", "Job", "Task", "louder", "Shot"];
    assert_placed_with("live_type", options, item, &names);
}

#[test]
fn each_mention_of_what_a_plugin_needs_and_offers_is_where_it_was_written() {
    let options = "\n imports = Deps, exports = dyn Greeter, items = [songs]";
    let item = "impl Plugin for World {}";
    let names = ["World", "Deps", "Greeter", "songs"];
    assert_placed_with("plugin", options, item, &names);
}

fn assert_unchanged(attribute: &str, item: &str) {
    let item: TokenStream = item.parse().unwrap();
    let written = flat(item.clone());
    let expanded = flat(expand_with(attribute, TokenStream::new(), item));
    assert!(expanded.len() > written.len(), "something is generated");
    for (written, expanded) in written.iter().zip(&expanded) {
        assert_eq!(written.to_string(), expanded.to_string());
        assert!(is_at(expanded, written), "the place of `{written}`");
    }
}

/// Whether a token stands where another one stood.
fn is_at(token: &TokenTree, other: &TokenTree) -> bool {
    let (token, other) = (token.span(), other.span());
    token.start() == other.start() && token.end() == other.end()
}

fn assert_derived(derived: &str, item: &str, names: &[&str]) {
    let item: TokenStream = item.parse().unwrap();
    let expansion = expand_with("derive", derived.parse().unwrap(), item.clone());
    assert_all_placed(&item, expansion, names);
}

/// Wherever the expansion says one of `names`, it is at a place where the author said it.
fn assert_placed(attribute: &str, item: &str, names: &[&str]) {
    assert_placed_with(attribute, "", item, names);
}

/// The same, with options; they stand on another line than the item.
fn assert_placed_with(attribute: &str, options: &str, item: &str, names: &[&str]) {
    let (options, item): (TokenStream, TokenStream) =
        (options.parse().unwrap(), item.parse().unwrap());
    let expansion = expand_with(attribute, options.clone(), item.clone());
    let written = options.into_iter().chain(item).collect();
    assert_all_placed(&written, expansion, names);
}

fn assert_all_placed(written: &TokenStream, expansion: TokenStream, names: &[&str]) {
    let written: BTreeSet<Place> = places(written.clone(), names).collect();
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
