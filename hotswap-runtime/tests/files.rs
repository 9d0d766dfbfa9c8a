//! Files in a plugin directory: whole, cut, damaged, hostile, or no plugins at all.

#[allow(dead_code, reason = "other suites use the rest of it")]
mod common;
mod hostile;
mod inspect;
mod serialized;
