//! The complete generated code: `tests/expand/<name>.expanded.rs` is what `<name>.rs` becomes.
//!
//! `UPDATE_EXPECT=1 cargo test --package hotswap-macros --lib` rewrites the files; read the difference.
//!
//! Tokens have no comments, so no `// SAFETY:` is to be seen there. Why each `unsafe` is right stands in `src/expand`,
//! above the token in the `quote!` that writes it; what it relies on, at the trait or function of the `hotswap` crate.

use std::fs;
use std::path::{Path, PathBuf};

use super::expand;

#[test]
fn a_plugin_becomes_what_is_expected() {
    compare("plugin");
}

#[test]
fn a_plugin_function_becomes_what_is_expected() {
    compare("plugin_fn");
}

#[test]
fn methods_become_what_is_expected() {
    compare("methods");
}

#[test]
fn an_async_function_becomes_what_is_expected() {
    compare("plugin_fn_async");
}

#[test]
fn a_live_function_becomes_what_is_expected() {
    compare("live_fn");
}

#[test]
fn a_live_type_becomes_what_is_expected() {
    compare("live_type");
}

#[test]
fn a_struct_becomes_what_is_expected() {
    compare("abi_struct");
}

#[test]
fn an_enum_becomes_what_is_expected() {
    compare("abi_enum");
}

#[test]
fn an_interface_becomes_what_is_expected() {
    compare("interface");
}

#[test]
fn an_async_interface_becomes_what_is_expected() {
    compare("interface_async");
}

#[test]
fn interfaces_that_stand_in_each_other_become_what_is_expected() {
    compare("interface_recursive");
}

#[test]
fn imports_become_what_is_expected() {
    compare("imports");
}

#[test]
fn a_plugin_with_imports_and_exports_becomes_what_is_expected() {
    compare("plugin_imports");
}

fn compare(name: &str) {
    let found = expanded(name);
    let file = file(name, "expanded.rs");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == expected,
        "{} differs; UPDATE_EXPECT=1 rewrites it. Found:\n{found}",
        file.display()
    );
}

fn expanded(name: &str) -> String {
    expand(&fs::read_to_string(file(name, "rs")).unwrap())
}

fn file(name: &str, extension: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expand");
    directory.join(name).with_extension(extension)
}
