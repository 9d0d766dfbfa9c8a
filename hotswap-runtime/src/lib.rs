//! Reload plugin code inside a running server: the host's side.
//!
//! A host builds a [`Swapper`] for a directory of plugins, loads them, and calls into the current generation. When files
//! in the directory change, it reloads them while it keeps serving. A reload succeeds as a whole or changes nothing.
//!
//! # Modules
//!
//! | module or type | for |
//! |---|---|
//! | [`Swapper`], [`SwapperBuilder`] | load, reload, roll back, close; the current generation |
//! | [`PluginManager`], [`LoadedPlugin`] | a generation, which is a snapshot, and a plugin in it |
//! | [`LateFn`], [`LateType`], [`LatePlugin`], [`LateExtension`] | late-bound handles: each call uses the current generation |
//! | [`Staged`] | a generation that is ready, but not current yet |
//! | [`ReloadReport`], [`Outcome`] | what a reload did |
//! | [`OnRefused`] | what a reload does about plugins that cannot be loaded |
//! | [`ReloadError`], [`FileError`], [`ImportError`], [`StaticLinkError`], [`Untrusted`] | why a reload failed |
//! | [`link!`] | plugins that are linked into the host, for debuggers and tests |
//! | [`Mode`], [`safe_point`] | how old code is unloaded |
//! | [`Executor`] | what runs tasks of plugins, and is woken when old code waits for its threads |
//! | [`Stats`], [`stats`] | which versions are loaded, and what holds them |
//! | [`CloseReport`] | what is left after a swapper was closed |
//! | [`Watch`] | reloads when files change |
//! | [`inspect`] | reads a library without running it |
//! | [`check`] | finds the problems of a plugin directory without loading anything |
//! | [`needs`] | which shared libraries a plugin needs, and what they lack |
//! | [`docs::keeping`] | what to keep as an object, and what as a late handle |
//! | [`docs::leaving`] | how old code is unloaded |
//! | [`docs::logs`] | what hotswap and its plugins record with `tracing` |

// Hidden, but `pub`, for tests and benches of this crate and for what `link!` expands to. Each is sound for every caller in safe
// code, or `unsafe` with a contract:
//
// - `guest`: what runs, changes and closes a library is `unsafe` (`Guest::adopt`, `open_output`, `show_output`, `release`,
//   `run_destructors`, `close`, `construct`); the rest lists who holds it, or changes bytes that have not been opened yet
// - `published`: a cell lends what is in it to closures, and knows what it has lent; to put a value back that was taken
//   out is `unsafe`, since only the cell that it was in knows who is still in it
// - `__expected`: the names that `link!` has been given
// - `Step`: names for the places where a test can make a reload fail

mod builder;
mod close_report;
mod closing;
mod contained;
mod copies;
mod deferred;
pub mod docs;
mod entered_spans;
mod error;
mod executor;
mod extension;
mod failpoints;
mod file_identity;
mod generational_index;
#[doc(hidden)]
pub mod guest;
mod held_dispatch;
mod hook;
mod idle_threads;
mod images;
mod import_error;
mod independent_libraries;
mod inquiry;
pub mod inspect;
mod instance;
mod keys;
mod last_hooks;
mod late;
#[cfg(test)]
mod layers;
mod library;
mod linked;
mod log;
mod manager;
mod mode;
mod name;
pub mod needs;
mod nonce;
mod on_refused;
mod overdue;
mod panics;
mod platform;
mod plugin;
#[cfg(feature = "metrics")]
mod plugin_metrics;
#[doc(hidden)]
pub mod published;
mod reaper;
mod registry;
mod reload;
mod reloading;
mod report;
mod retirement;
pub mod serialized;
mod settings;
mod shared_libraries;
mod staged;
pub mod stats;
mod swapper;
mod symbols;
mod tally;
mod traces;
mod tracked_version;
mod transaction;
mod trust;
mod turn;
mod uses;
mod vault;
mod version_info;
#[cfg(feature = "watch")]
mod watch;

pub use builder::SwapperBuilder;
pub use close_report::CloseReport;
pub use error::{FileError, ReloadError};
pub use executor::{Executor, Task};
pub use extension::Factory;
#[doc(hidden)]
pub use failpoints::Step;
pub use guest::safe_point;
pub use import_error::ImportError;
pub use late::{LateExtension, LateFn, LatePlugin, LateType};
pub use linked::StaticLinkError;
#[doc(hidden)]
pub use linked::expected as __expected;
pub use manager::PluginManager;
pub use mode::Mode;
pub use on_refused::OnRefused;
pub use plugin::LoadedPlugin;
pub use reload::{Check, CheckedPlugin, check};
pub use reloading::Reloading;
pub use report::{Outcome, ReloadReport};
pub use staged::Staged;
pub use stats::Stats;
pub use swapper::Swapper;
pub use trust::{Mistrust, Untrusted};
#[cfg(feature = "watch")]
pub use watch::{Watch, WatchError};

/// The examples of the README, and of the package's own, compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../README.md")]
struct Readme;
