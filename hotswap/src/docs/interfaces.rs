//! Interfaces: traits whose objects cross.
//!
//! Functions by name ([`plugin_fn`](macro@crate::plugin_fn), [`live_fn`](macro@crate::live_fn)) are checked at each call. An interface
//! is checked once, when an object arrives, and called like any trait. Use one if host and plugins, or two plugins, need more than a
//! single call.
//!
//! # Where to define it
//!
//! In an API crate that both sides depend on, an ordinary `lib` with `hotswap` as its dependency:
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
//! The trait stays an ordinary trait: you can implement it, mock it in tests, and use `dyn Shop` where nothing crosses. Objects cross
//! as [`Obj<dyn Shop>`](crate::Obj), which implements `Shop` too. They can be passed in both directions, directly or inside `Vec`,
//! `Option`, `Result` and your own types.
//!
//! # Creating and calling objects
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
//!         let price = price.ok_or_else(|| hotswap::Error::msg("not for sale"))?;
//!         paid.paid(price * order.count);
//!         Ok(())
//!     }
//! }
//!
//! let shop = Obj::<dyn Shop>::new(Corner);
//! // A closure can implement an interface with one method.
//! let bill = Obj::<dyn Paid>::from_fn(|cents| assert_eq!(cents, 3980));
//! shop.buy(Order { thing: "lamp".to_owned(), count: 2 }, bill)?;
//! # Ok::<(), hotswap::Error>(())
//! ```
//!
//! # When it changes
//!
//! An interface is identified by its structure: the names, order, arguments and results of its methods, down to the fields of the
//! types in them. Host and plugins may be built at different times from the same source. If the interfaces differ, the plugin is
//! refused before any call, and the error names the first difference:
//!
//! ```text
//! plugin beta needs `dyn Shop` of alpha, which exports `dyn Shop`: method buy: argument 1 (order): Order: field
//! count: beta u64, alpha u32; build both against one version of it
//! ```
//!
//! So after a change to the API crate, rebuild everything that depends on it, as `cargo hotswap run` does. To add a method without
//! rebuilding everything, put it into a new interface.
//!
//! # When it panics
//!
//! If the method returns a [`Result`](crate::Result), the caller gets the panic as an error. Otherwise the panic continues in the
//! caller, with the name of the plugin in its message. No panic unwinds across.
