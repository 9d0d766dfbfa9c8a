//! Reload plugin code inside a running server: the contract that hosts and plugins share.
//!
//! A plugin crate depends on this crate alone, and contains only business logic:
//!
//! ```
//! use hotswap::prelude::*;
//!
//! #[derive(Default)]
//! pub struct World;
//!
//! #[hotswap::plugin]
//! impl Plugin for World {}
//!
//! #[plugin_fn]
//! fn hum(repeat: u32) -> String {
//!     "hum ".repeat(repeat as usize)
//! }
//!
//! #[live_fn]
//! fn greet(name: &str) -> hotswap::Result<String> {
//!     Ok(format!("hello {name}"))
//! }
//! ```
//!
//! Built as a `cdylib`, it can be loaded, called and reloaded by a host that depends on the package `hotswap-host`.
//!
//! # Modules
//!
//! | for authors of plugins | |
//! |---|---|
//! | [`Plugin`] | the hooks of a plugin |
//! | [`Context`] | what a plugin knows of itself and its host |
//! | [`Obj`] | an object of an interface, from any library; [how](docs::interfaces) |
//! | [`Imports`](trait@Imports) | the other plugins that a plugin needs; [how](docs::imports) |
//! | [`Vault`], [`LiveFn`], [`LiveType`] | what plugins share by name |
//! | [`Live`] | a type whose values are restored by name |
//! | [`LiveData`] | data that outlives the code that made it; [what may change](docs::versions) in between |
//! | [`spawn`] | threads that end with their plugin |
//! | features `tracing`, `log`, `metrics` | what a plugin records reaches its host; [how](docs::logs) |
//! | [`task`] | tasks that end with their plugin, and time, for async code; [how](docs::asynchronous#tasks) |
//! | [`Error`], [`Result`] | why a call failed |
//! | [`Abi`](derive@Abi), [`interface`], [`plugin`], [`plugin_fn`], [`live_fn`], [`methods`], [`live_type`](macro@live_type) | the macros |
//!
//! The feature `testing` has a harness for unit tests of a plugin, without a host: `hotswap::testing`.
//!
//! The feature `tokio` gives a plugin a [tokio runtime of its own](docs::asynchronous#tokio-in-a-plugin).
//!
//! | how things cross between host and plugin | |
//! |---|---|
//! | [`abi`] | values: converted to C layout and back |
//! | [`shape`] | types: descriptions, fingerprints, differences |
//! | [`call`] | calls: arguments, results, failures, panics |
//! | [`object`] | objects: tables of methods, counted and dropped where they were made |
//! | [`live_type`](mod@live_type) | live types: versions, upgrades, restoring |
//! | [`manifest`] | the manifest of a library, which is read without running it |
//! | [`root`], [`host`] | the tables of functions that the two sides exchange |
//! | [`raw`], [`keep`], [`bytes`] | views, reference counts and bytes with C layout |

extern crate self as hotswap;

pub mod abi;
pub mod bytes;
pub mod call;
pub mod docs;
pub mod error;
pub mod host;
#[doc(hidden)]
pub mod imports;
pub mod keep;
#[doc(hidden)]
pub mod linked;
pub mod live_type;
pub mod manifest;
#[doc(hidden)]
pub mod metrics;
pub mod object;
pub mod prelude;
pub mod raw;
pub mod root;
pub mod shape;
pub mod task;
#[cfg(feature = "testing")]
pub mod testing;
#[doc(hidden)]
pub mod trace;

mod context;
mod declaration;
mod function;
mod live_data;
mod live_fn;
mod live_item;
mod plugin;
mod receiver;
mod reentrancy;
mod registration;
mod role;
mod statics;
mod thread;
mod unsupported_item;
mod value_slot;
mod vault;

#[doc(hidden)]
pub mod __private;

pub use abi::Abi;
pub use context::Context;
pub use error::{Error, Result};
pub use hotswap_macros::{Abi, Imports, interface, live_fn, live_type, methods, plugin, plugin_fn};
pub use imports::Imports;
pub use live_data::LiveData;
pub use live_fn::{LiveFn, RawLiveFn};
pub use live_item::LiveItem;
pub use live_type::{Live, LiveType, RawLiveType, Restorer};
pub use object::Obj;
#[doc(hidden)]
pub use plugin::IsPlugin;
pub use plugin::Plugin;
#[doc(hidden)]
pub use reentrancy::is_called_by_plugin;
#[doc(hidden)]
pub use statics::HasStatics;
pub use thread::{Given, Stop, Thread, spawn};
pub use vault::{InterfaceRef, RawVault, Vault, VaultBackend};

/// The examples in the package's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
