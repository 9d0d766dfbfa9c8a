//! Reload plugin code inside a running server: the host's side.
//!
//! A host builds a [`Swapper`] for a directory of plugins, loads them, and calls into the generation that is current. When
//! files in the directory change, it reloads: all or nothing, while it serves.
//!
//! # Modules
//!
//! | for hosts | |
//! |---|---|
//! | [`Swapper`], [`SwapperBuilder`] | loads, reloads, rolls back, closes, gives the current generation |
//! | [`PluginManager`], [`LoadedPlugin`] | one generation, one plugin in it |
//! | [`LateFn`], [`LateType`], [`LatePlugin`], [`LateExtension`] | a live function or type, what a plugin exports, or what is in a slot: always the newest |
//! | [`Staged`] | a generation that is ready and not current yet |
//! | [`ReloadReport`], [`Outcome`] | what a reload did |
//! | [`OnRefused`] | what a reload does about plugins that cannot be loaded |
//! | [`ReloadError`], [`FileError`], [`ImportError`], [`StaticLinkError`], [`Untrusted`] | why a reload did not happen |
//! | [`link!`] | plugins that are linked into the host, for debuggers and tests |
//! | [`Mode`], [`safe_point`] | how old code leaves |
//! | [`Stats`], [`stats`] | which versions are there, and what holds them |
//! | [`CloseReport`] | what is left when a swapper was closed |
//! | [`Watch`] | reloads when files change |
//! | [`inspect`] | reads a library without running it |
//! | [`check`] | whether these plugins would be loaded |
//! | [`needs`] | which shared libraries a plugin needs, and what they lack |
//! | [`docs::keeping`] | what to keep as an object, and what as a late handle |
//! | [`docs::leaving`] | how old code leaves |
//!
//! | inside | |
//! |---|---|
//! | `transaction`, `turn` | load, reload, commit, rollback: one after the other |
//! | `reload`, `name`, `failpoints` | the algorithm: scan, compare, plan, draft; what a plugin is called; names of the steps |
//! | `copies`, `nonce`, `file_identity` | private copies, what tells them and other files apart, what is cleaned up |
//! | `trust` | who could put code into this process |
//! | `linked` | plugins that are linked into the host instead |
//! | `library`, `instance` | what is opened and created; most of the `unsafe` |
//! | `shared_libraries` | what plugins need besides the C runtime, kept mapped |
//! | `keys` | whether there are thread-local keys left |
//! | `images` | where the loader has libraries in memory |
//! | `platform` | what a system needs of private copies |
//! | `vault`, `extension` | what plugins share by name, and who has put it there |
//! | `published` | the cell with the current generation, for readers that never wait |
//! | `deferred`, `reaper`, `retirement`, `closing`, `last_hooks` | how plugins end, and on which thread |
//! | `guest` | what plugin code leaves with threads and the process, so that its library may be closed |
//! | `panics`, `symbols` | tells of panics that no caller is given; names for backtraces |
//! | `version_info`, `tracked_version`, `hook`, `registry`, `uses`, `tally` | what `stats` knows |
//! | `overdue` | warnings about what takes too long |

// Hidden, but `pub`, for tests and benches of this crate and for what `link!` expands to. Each is sound for every caller in safe
// code, or `unsafe` with a contract:
//
// - `guest`: what runs, changes and closes a library is `unsafe` (`Guest::adopt`, `open_output`, `show_output`, `release`,
//   `close`, `construct`); the rest lists who holds it, or changes bytes that have not been opened yet
// - `published`: a cell lends what is in it to closures, and knows what it has lent; to put a value back that was taken
//   out is `unsafe`, since only the cell that it was in knows who is still in it
// - `__expected`: the names that `link!` has been given
// - `Step`: names for the places where a test can make a reload fail

mod builder;
mod close_report;
mod closing;
mod copies;
mod deferred;
pub mod docs;
mod error;
mod extension;
mod failpoints;
mod file_identity;
mod generational_index;
#[doc(hidden)]
pub mod guest;
mod hook;
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
#[doc(hidden)]
pub mod published;
mod reaper;
mod registry;
mod reload;
mod report;
mod retirement;
mod settings;
mod shared_libraries;
mod staged;
pub mod stats;
mod swapper;
mod symbols;
mod tally;
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
