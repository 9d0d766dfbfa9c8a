//! Every SAFETY comment of this crate cites an invariant that `SAFETY.md` has.

use std::path::Path;

#[test]
fn every_safety_comment_cites_an_invariant_by_its_name() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    test_kit::safety::check(package.join("src"), package.join("../SAFETY.md"));
}
