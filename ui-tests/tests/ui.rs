//! Runs the cases. Two tests, since trybuild builds all failing cases at once only if none should pass.

#[test]
fn wrong_code_is_explained() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn right_code_compiles() {
    trybuild::TestCases::new().pass("pass/*/*.rs");
}
