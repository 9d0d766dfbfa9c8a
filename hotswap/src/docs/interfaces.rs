//! Interfaces: traits whose objects cross.
//!
//! Functions by name ([`plugin_fn`](macro@crate::plugin_fn), [`live_fn`](macro@crate::live_fn)) are checked at each
//! call. An interface is checked once, when an object of it is obtained, and called like any trait. Write one where
//! host and plugins, or plugins among each other, have more to say than one call.
//!
//! # Where it stands
//!
//! In an api crate that both sides depend on, an ordinary `lib` with `hotswap` as its dependency:
//!
//! ```
//! use hotswap::prelude::*;
//!
//! #[derive(hotswap::Abi, Clone, Debug)]
//! pub struct Order {
//!     pub thing: String,
//!     pub count: u64,
//! }
//!
//! #[hotswap::interface]
//! pub trait Shop {
//!     fn price(&self, thing: &str) -> Option<u64>;
//!     fn buy(&self, order: Order, paid: Obj<dyn Paid>) -> hotswap::Result<()>;
//! }
//!
//! #[hotswap::interface]
//! pub trait Paid {
//!     fn paid(&self, cents: u64);
//! }
//! # fn main() {}
//! ```
//!
//! The trait stays a trait: anybody implements it, mocks it in a test, and has it as `dyn Shop` where nothing
//! crosses. What crosses is an [`Obj<dyn Shop>`](crate::Obj), which implements `Shop` too. Objects go in both
//! directions, alone or inside of `Vec`, `Option`, `Result` and your own types.
//!
//! # Made and called
//!
//! ```
//! # use hotswap::prelude::*;
//! # #[derive(hotswap::Abi, Clone, Debug)] pub struct Order { pub thing: String, pub count: u64 }
//! # #[hotswap::interface] pub trait Paid { fn paid(&self, cents: u64); }
//! # #[hotswap::interface] pub trait Shop {
//! #     fn price(&self, thing: &str) -> Option<u64>;
//! #     fn buy(&self, order: Order, paid: Obj<dyn Paid>) -> hotswap::Result<()>;
//! # }
//! struct Corner;
//!
//! impl Shop for Corner {
//!     fn price(&self, thing: &str) -> Option<u64> {
//!         (thing == "lamp").then_some(1990)
//!     }
//!
//!     fn buy(&self, order: Order, paid: Obj<dyn Paid>) -> hotswap::Result<()> {
//!         let price = self.price(&order.thing);
//!         let price = price.ok_or_else(|| hotswap::Error::msg("nobody sells that"))?;
//!         paid.paid(price * order.count);
//!         Ok(())
//!     }
//! }
//!
//! let shop = Obj::<dyn Shop>::new(Corner);
//! // Where an interface has one method, a closure will do.
//! let bill = Obj::<dyn Paid>::from_fn(|cents| assert_eq!(cents, 3980));
//! shop.buy(Order { thing: "lamp".to_owned(), count: 2 }, bill)?;
//! # Ok::<(), hotswap::Error>(())
//! ```
//!
//! # When it changes
//!
//! An interface is known by its structure: methods with their names, order, arguments and results, down to the
//! fields of the types in them. Host and plugins may be built at different times from the same text. If the texts
//! differ, the two are not tied together, before any call, and the error names the first difference:
//!
//! ```text
//! plugin beta needs `dyn Shop` of alpha, which exports `dyn Shop`: method buy: argument 1 (order): Order: field
//! count: beta u64, alpha u32; build both against one version of it
//! ```
//!
//! So after a change to the api crate, build everything that depends on it; `cargo hotswap run` does. A method
//! that is to be added without that goes into an interface of its own.
//!
//! # When it panics
//!
//! A method that returns a [`Result`](crate::Result) gives the panic as an error; in one that does not, the panic
//! goes on in the caller, with the plugin's name in its message. Neither crosses as unwinding.
