//! Code that is being typed: the item is still there, so an editor knows its name, and completes in it.

use proc_macro2::TokenStream;

use super::expand_with;

#[test]
fn a_function_whose_body_is_half_typed_is_still_called_by_name() {
    for body in [
        "{ let text = name. ; }",
        "{ greet( }",
        "{ match name { } else }",
    ] {
        let Ok(item) = format!("fn greet(name: &str) -> String {body}").parse() else {
            continue;
        };
        let expansion = expand_with("live_fn", TokenStream::new(), item);
        assert_complete(&expansion);
    }
}

#[test]
fn a_plugin_whose_hooks_are_half_typed_is_still_a_plugin() {
    for hooks in [
        "fn on_load(&self, data: ) {}",
        "fn",
        "fn on_free(&self) { self. }",
    ] {
        let item = tokens(&format!("impl Plugin for World {{ {hooks} }}"));
        let expansion = expand_with("plugin", TokenStream::new(), item.clone());
        assert_complete(&expansion);
        assert_begins_with(&expansion, &item);
    }
}

#[test]
fn an_item_with_a_half_typed_head_is_there_beside_the_error() {
    for (attribute, item) in [
        ("plugin_fn", "fn hum(repeat: ) {}"),
        ("plugin_fn", "fn hum(repeat: u32) -> {}"),
        ("live_fn", "fn ()"),
        ("live_fn", "pub"),
        ("plugin", "impl Plugin for {}"),
        ("plugin", "impl Plugin for World"),
        ("plugin", "impl {}"),
    ] {
        let item = tokens(item);
        let expansion = expand_with(attribute, TokenStream::new(), item.clone());
        assert_begins_with(&expansion, &item);
        assert!(expansion.to_string().contains("compile_error"), "{item}");
    }
}

#[test]
fn an_item_with_half_typed_options_is_there_beside_the_error() {
    let item = tokens("fn hum() {}");
    for options in [
        "na",
        "name",
        "name =",
        "name = \"hum\" crate",
        ",",
        "crate = a::",
    ] {
        let expansion = expand_with("plugin_fn", tokens(options), item.clone());
        assert_begins_with(&expansion, &item);
        assert!(expansion.to_string().contains("compile_error"), "{options}");
    }
}

#[test]
fn a_type_that_is_half_typed_is_an_error_and_no_panic() {
    for item in [
        "struct Job { name: }",
        "struct Job { name }",
        "enum Step { Run( }",
        "enum Step { Run, , }",
        "struct",
        "struct Job<T",
    ] {
        let Ok(item) = item.parse::<TokenStream>() else {
            continue;
        };
        let expansion = expand_with("derive", TokenStream::new(), item.clone());
        assert!(expansion.to_string().contains("compile_error"), "{item}");
    }
}

fn assert_complete(expansion: &TokenStream) {
    let text = expansion.to_string();
    assert!(!text.contains("compile_error"), "{text}");
    assert!(text.contains("__RECORD"), "{text}");
}

fn assert_begins_with(expansion: &TokenStream, item: &TokenStream) {
    let (expansion, item) = (expansion.to_string(), item.to_string());
    assert!(expansion.starts_with(&item), "{item} is not in {expansion}");
}

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap()
}
