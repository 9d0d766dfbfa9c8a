//! What a plugin needs besides its own file: shared libraries, symbols of theirs, thread-local storage.
//!
//! - `stage`: a host, and plugins with libraries of their own
//! - `rust`, `c`, `cpp`: shared libraries in these languages, and when a plugin with them may be closed
//! - `opening`: libraries that plugins open at run time
//! - `checking`: what is said before anything is loaded
//! - `runtime`: a plugin that is a host itself
//! - `static_tls`: thread-locals that a process has little room for
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod c;
mod checking;
mod cpp;
mod opening;
mod runtime;
mod rust;
mod stage;
mod static_tls;
