//! How often something is done.

use std::env;

/// As often as `variable` says in the environment, for long runs; `default` where it says nothing.
///
/// # Panics
///
/// If what it says is no number.
pub fn count(variable: &str, default: u64) -> u64 {
    let Ok(count) = env::var(variable) else {
        return default;
    };
    let count = count.parse();
    count.unwrap_or_else(|error| panic!("{variable}: {error}"))
}
