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
fn methods_of_which_one_is_half_typed_are_still_called_by_name() {
    for member in [
        "fn grow(&self) { self. }",
        "fn grow(&self, by: ) {}",
        "fn",
        "const SIZE: u32 =",
        "#[plugin_fn] fn grow(&self) { match self { } else }",
        "#[plugin_fn] fn grow(&self, by: ) {}",
        "#[plugin_fn]",
    ] {
        let item = format!("impl World {{ #[plugin_fn] fn hum(&self) {{}} {member} }}");
        let expansion = expand_with("methods", TokenStream::new(), tokens(&item)).to_string();
        assert!(!expansion.contains("compile_error"), "{expansion}");
        assert!(expansion.contains("a_plugin_fn_called_hum"), "{expansion}");
        let plain = member.trim_start_matches("#[plugin_fn]");
        let plain = tokens(plain).to_string();
        assert!(expansion.contains(&plain), "{expansion}");
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
fn an_interface_whose_bodies_are_half_typed_is_still_an_interface() {
    for body in [
        "{ let text = name. ; }",
        "{ self. }",
        "{ match name { } else }",
        "{ ) }",
    ] {
        let Ok(item) =
            format!("pub trait Greeter {{ fn greet(&self) {body} fn b(&self); }}").parse()
        else {
            continue;
        };
        let expansion = expand_with("interface", TokenStream::new(), item).to_string();
        assert!(!expansion.contains("compile_error"), "{expansion}");
        assert!(
            expansion.contains("for __hotswap :: Obj < dyn Greeter >"),
            "{expansion}"
        );
    }
}

#[test]
fn what_is_in_a_body_of_an_interface_is_left_as_it_is() {
    let body = "{ #![allow(unused)] let text = name. ; self.go(1)? }";
    let item = tokens(&format!("trait Greeter {{ fn greet(&self) {body} }}"));
    let expansion = expand_with("interface", TokenStream::new(), item).to_string();
    assert!(expansion.contains(&tokens(body).to_string()), "{expansion}");
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
        ("interface", "pub trait {}"),
        ("interface", "pub trait Greeter: {"),
        ("interface", "trait Greeter { fn greet(&self, name: ) ; }"),
        (
            "interface",
            "trait Greeter { fn greet(&self) -> ; fn other(&self); }",
        ),
        ("interface", "trait Greeter { fn }"),
        (
            "interface",
            "trait Greeter { fn greet(&self) fn other(&self); }",
        ),
        ("live_type", "struct Fire { shots: }"),
        ("live_type", "pub enum Fire { Shot( }"),
        ("live_type", "struct"),
    ] {
        let Ok(item) = item.parse::<TokenStream>() else {
            continue;
        };
        let expansion = expand_with(attribute, TokenStream::new(), item.clone());
        assert_begins_with(&expansion, &item);
        let text = expansion.to_string();
        // What rustc says is enough; else it is not built.
        let is_stopped = text.contains("compile_error") || text.contains("unsupported_item");
        assert!(is_stopped, "{item}");
    }
}

#[test]
fn what_could_not_be_read_is_not_built_and_nothing_is_said_of_it_twice() {
    for (attribute, item) in [
        ("plugin_fn", "fn hum(repeat: ) {}"),
        ("live_fn", "fn hum(repeat: u32 = 5) {}"),
        ("plugin", "impl !Plugin for World {}"),
        ("interface", "trait Greeter { fn greet(&self, name: ) ; }"),
    ] {
        let expansion = expand_with(attribute, tokens("crate = swap"), tokens(item)).to_string();
        assert!(!expansion.contains("compile_error"), "{expansion}");
        let stop = "fn () = swap :: __private :: unsupported_item :: < () > ;";
        assert!(expansion.contains(stop), "{expansion}");
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
fn other_items_with_half_typed_options_are_there_beside_the_error() {
    for (attribute, options, item) in [
        ("live_type", "dyn", "struct Fire;"),
        ("live_type", "dyn Job, ver", "struct Fire;"),
        ("live_type", "dyn Job, version =", "struct Fire;"),
        ("live_type", "dyn Job, upgrade(1 =)", "struct Fire;"),
        ("live_type", "jo", "struct Fire;"),
        ("plugin", "imports =", "impl Plugin for World {}"),
        ("plugin", "exports = dyn", "impl Plugin for World {}"),
        ("plugin", "imp", "impl Plugin for World {}"),
    ] {
        let item = tokens(item);
        let expansion = expand_with(attribute, tokens(options), item.clone());
        assert_begins_with(&expansion, &item);
        assert!(expansion.to_string().contains("compile_error"), "{options}");
    }
}

#[test]
fn an_interface_with_half_typed_options_is_there_beside_the_error() {
    let item = tokens("pub trait Greeter { fn greet(&self); }");
    for options in ["cr", "crate", "crate =", ","] {
        let expansion = expand_with("interface", tokens(options), item.clone()).to_string();
        assert!(expansion.starts_with("pub trait Greeter"), "{expansion}");
        assert!(expansion.contains("compile_error"), "{options}");
    }
}

#[test]
fn a_type_that_is_half_typed_is_left_to_rustc() {
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
        // rustc has read it before, and says what is wrong.
        for derived in ["Imports", "Abi"] {
            let expansion = expand_with("derive", tokens(derived), item.clone());
            assert_eq!(expansion.to_string(), item.to_string(), "nothing is added");
        }
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
