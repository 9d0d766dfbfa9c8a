//! Reload plugin code inside a running server: the host's side.

pub mod inspect;
