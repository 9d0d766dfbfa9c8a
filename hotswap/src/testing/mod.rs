//! Unit tests of a plugin, in its own crate and without a host.
//!
//! With `hotswap = { …, features = ["testing"] }` under `[dev-dependencies]`, a [`Harness`] plays the host: it creates the plugin's
//! value, gives it its imports, its context and a vault, and calls its hooks in the order in which a host does. The code of the plugin
//! runs in the test's own process, so breakpoints, sanitizers and coverage work as in any unit test.
//!
//! ```
//! use hotswap::prelude::*;
//! use hotswap::testing::Harness;
//!
//! #[hotswap::interface]
//! pub trait Prices {
//!     fn price(&self, thing: &str) -> Option<u64>;
//! }
//!
//! #[derive(Imports)]
//! struct Deps {
//!     alpha: Obj<dyn Prices>,
//! }
//!
//! #[derive(Default)]
//! pub struct Orders;
//!
//! #[hotswap::plugin(imports = Deps)]
//! impl Plugin for Orders {}
//!
//! #[hotswap::methods]
//! impl Orders {
//!     #[plugin_fn]
//!     fn total(&self, thing: &str, count: u64) -> Option<u64> {
//!         Some(Self::imports().alpha.price(thing)? * count)
//!     }
//! }
//!
//! /// Stands for the plugin `alpha`.
//! struct Fixed(u64);
//!
//! impl Prices for Fixed {
//!     fn price(&self, _: &str) -> Option<u64> {
//!         Some(self.0)
//!     }
//! }
//!
//! # fn main() -> hotswap::Result<()> {
//! let orders = Harness::<Orders>::new().import::<dyn Prices>("alpha", Obj::new(Fixed(7))).start()?;
//! assert_eq!(orders.total("lamp", 2), Some(14));
//! // As a host calls it:
//! let total: Option<u64> = orders.invoke("total", ("lamp", 3u64))?;
//! assert_eq!(total, Some(21));
//! # Ok(())
//! # }
//! ```
//!
//! # What is different with a host
//!
//! - Values do not cross between libraries. `cargo hotswap new` makes a project with a test that loads the real library as well.
//! - The vault has no other plugins: [`Vault::live_fn`](crate::Vault::live_fn) finds the plugin's own functions.
//! - Statics stay from one test to the next, since the process does.
//!
//! A crate has one plugin, and its imports and its context are statics. So tests that use it take turns: [`Harness::start`] waits until the
//! one before has ended.

mod harness;
mod turns;
mod vault;

pub use harness::{Harness, Running};
