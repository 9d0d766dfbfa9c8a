//! What the tests of hotswap share: real plugins, built by real compilers.
//!
//! A plugin built by cargo takes a second. Here cargo builds `hotswap` once, and each plugin is one call of
//! `rustc` against the result: a quarter of that. What has been built is kept, so the next run builds nothing.
//!
//! ```no_run
//! use test_kit::{Plugin, PluginDir, plugin_source};
//!
//! let directory = PluginDir::new();
//! let world = Plugin::new("world").source(plugin_source("#[plugin_fn] fn one() -> u32 { 1 }"));
//! directory.add(&world);
//! directory.add(&world.clone().source(plugin_source("#[plugin_fn] fn one() -> u32 { 11 }")));
//! directory.remove("world");
//! ```
//!
//! - [`Plugin`]: the source of a plugin, and how it is built
//! - [`Toolchain`]: by which compiler; [`Toolchain::current`] runs the tests
//! - [`publish`], [`PluginDir`]: a directory of plugins that a host may watch
//! - [`rustc_cdylib`] and its siblings: files that have nothing to do with hotswap
//! - [`cc_library`], [`cc_object`], [`cpp_object`]: what plugins have from other languages
//! - [`Counting`]: an allocator that counts
//! - [`isolated`], [`child`]: a case that may crash, in a process of its own
//! - [`wait_until`], [`wait_for`]: what another thread does
//! - [`block_on`]: an executor for one future
//! - [`layers`]: that the modules of a crate import in one direction
//! - [`safety`]: that SAFETY comments cite invariants that have names
//! - [`count`]: how long a run should be
//!
//! It is code for tests: each failure is a panic that says what went wrong.

mod block_on;
mod build;
mod c;
mod child;
mod contract;
mod count;
mod directory;
mod foreign;
pub mod layers;
mod memory;
mod package;
mod plugin;
pub mod safety;
mod toolchain;
mod valgrind;
mod waiting;
mod wakers;

pub use block_on::block_on;
pub use c::{cc_library, cc_object, cpp_object};
pub use child::{Child, Outcome, child, isolated};
pub use count::count;
pub use directory::{PluginDir, file_name, publish};
pub use foreign::{rustc_cdylib, rustc_dylib, rustc_executable, rustc_object, rustc_rlib};
pub use memory::{Counting, allocated, most_allocated};
pub use plugin::{Plugin, plugin_source};
pub use toolchain::Toolchain;
pub use valgrind::Leaks;
pub use waiting::{wait_for, wait_until};
pub use wakers::waker_with_clone;
