//! Runs the cases. Two tests, since trybuild builds all failing cases at once only if none should pass.

use std::process::Command;

/// The compiler whose words the texts are.
const RELEASE: &str = "1.95.0";

/// Says so where another compiler is in use: a text may differ for no other reason.
fn tell_of_another_compiler() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output();
    let version = output.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
    let version = version.unwrap_or_default();
    if !version.starts_with(&format!("rustc {RELEASE} ")) {
        println!("The texts are those of rustc {RELEASE}; this is {version}");
        println!("`cargo test` in the directory ui-tests uses that one, where there is rustup.\n");
    }
}

#[test]
fn wrong_code_is_explained() {
    tell_of_another_compiler();
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn right_code_compiles() {
    trybuild::TestCases::new().pass("pass/*/*.rs");
}
