//! A process of its own for an attack.

use std::time::Duration;

use test_kit::{Child, Outcome};

/// Each step of an attack is told and takes a moment; only the first build of a plugin, by a compiler that others keep
/// busy, takes minutes. Who is silent for longer hangs.
const PATIENCE: Duration = Duration::from_secs(300);
/// Nothing that goes on takes so long.
const LIMIT: Duration = Duration::from_secs(1200);

fn child() -> Child {
    let child = test_kit::child().patience(PATIENCE).limit(LIMIT);
    // Many panics are caught here, and naming what is on the stack of each takes far longer than the attack.
    child.env("RUST_BACKTRACE", "0")
}

/// Runs an attack: its process must come to its end, with all that its body asserts.
pub(crate) fn attack<F: FnOnce()>(body: F) {
    let outcome = child().of_test_around(&body).run(|_| body());
    assert!(outcome.success(), "{outcome}");
}

/// Runs an attack that ends the process with this exit code, in good order.
pub(crate) fn attack_that_exits<F: FnOnce()>(code: i32, body: F) {
    let outcome = child().of_test_around(&body).run(|_| body());
    assert_eq!(code_of(&outcome), Some(code), "{outcome}");
}

/// Runs an attack that cannot be withstood: the process aborts, after it has said why.
pub(crate) fn attack_that_aborts<F: FnOnce()>(why: &str, body: F) {
    let outcome = child().of_test_around(&body).run(|_| body());
    assert_eq!(outcome.signal(), Some(6), "{outcome}");
    assert!(outcome.output.contains(why), "{outcome}");
}

fn code_of(outcome: &Outcome) -> Option<i32> {
    outcome.status.and_then(|status| status.code())
}
