//! Reload plugin code inside a running server: the host's side.
//!
//! A host makes a [`Swapper`] for a directory of plugins, loads it, and calls into the generation that is
//! current. When files in the directory change it reloads: all or nothing, while it serves.
//!
//! # The rooms
//!
//! | for hosts | |
//! |---|---|
//! | [`Swapper`], [`SwapperBuilder`] | loads, reloads, gives the current generation |
//! | [`PluginManager`], [`LoadedPlugin`] | one generation, one plugin in it |
//! | [`LateFn`] | a live function by name, always in its newest version |
//! | [`ReloadReport`], [`Outcome`] | what a reload did |
//! | [`ReloadError`], [`FileError`] | why it did not |
//! | [`Watch`] | reloads by itself when files change |
//! | [`inspect`] | reads a library without running it |
//!
//! | inside | |
//! |---|---|
//! | `reload` | the algorithm: scan, compare, stage |
//! | `copies` | private copies, and what is cleaned up |
//! | `library`, `instance` | what is opened and created; most of the `unsafe` |
//! | `keys` | are there thread-local keys left? |
//! | `vault` | who has which live function |
//! | `published` | the cell with the current generation, for readers who wait for nobody |
//! | `reaper` | the thread on which plugins end |
//! | `guest` | what plugin code leaves with threads; not in use yet: the next step, unloading, needs it |

mod builder;
mod copies;
mod error;
#[doc(hidden)]
pub mod guest;
pub mod inspect;
mod instance;
mod keys;
mod late;
mod library;
mod manager;
mod name;
mod plugin;
#[doc(hidden)]
pub mod published;
mod reaper;
mod reload;
mod report;
mod swapper;
mod symbols;
mod vault;
#[cfg(feature = "watch")]
mod watch;

pub use builder::SwapperBuilder;
pub use error::{FileError, ReloadError};
pub use late::LateFn;
pub use manager::PluginManager;
pub use plugin::LoadedPlugin;
#[doc(hidden)]
pub use reload::Step;
pub use report::{Outcome, ReloadReport};
pub use swapper::Swapper;
#[cfg(feature = "watch")]
pub use watch::{Watch, WatchError};

/// The README's examples compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
