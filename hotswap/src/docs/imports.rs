//! Imports and exports: plugins that need each other.
//!
//! # Written down
//!
//! A plugin says what it offers and what it needs. A field of its imports is called as the plugin that it is of:
//!
//! ```
//! use hotswap::prelude::*;
//! # #[hotswap::interface] pub trait Prices { fn price(&self, thing: &str) -> Option<u64>; }
//! # #[hotswap::interface] pub trait Orders { fn total(&self, thing: &str, count: u64) -> Option<u64>; }
//!
//! #[derive(Imports)]
//! struct Deps {
//!     alpha: Obj<dyn Prices>,
//! }
//!
//! #[derive(Default)]
//! pub struct Beta;
//!
//! #[hotswap::plugin(imports = Deps, exports = dyn Orders)]
//! impl Plugin for Beta {}
//!
//! impl Orders for Beta {
//!     fn total(&self, thing: &str, count: u64) -> Option<u64> {
//!         Some(Beta::imports().alpha.price(thing)? * count)
//!     }
//! }
//! # fn main() {}
//! ```
//!
//! Both traits stand in a crate that the plugins share; no plugin depends on another's crate. What a plugin
//! exports is its own value, the one that the hooks run on.
//!
//! | on a field | its type | |
//! |---|---|---|
//! | nothing | `Obj<dyn Trait>` | the plugin must be there |
//! | `#[hotswap(optional)]` | `Option<Obj<dyn Trait>>` | it may be missing, and come and go |
//! | `#[hotswap(order_only)]` | `()` | it is loaded before and freed after, and that is all |
//! | `#[hotswap(plugin = "…")]` | | the plugin has another name than the field |
//! | `#[hotswap(skip)]` | any with a `Default` | no import |
//!
//! # What the host does with it
//!
//! Before any code of a plugin has run, a host reads from the files who needs whom. It refuses, with all problems at
//! once: plugins that are missing, exports that are not what is needed, circles (`a -> b -> a`). Then hooks run
//! in that order, dependencies first; names break ties. In the end it is the other way round.
//!
//! Imports are there from `on_load` on. In `default` and `reloadable` they are not: to ask for them there is a
//! panic, and so an error that names the plugin.
//!
//! # When a plugin is rebuilt
//!
//! Those that need it, however far, are made anew from their own unchanged files and tied to the new one; the report
//! calls them `rewired`. For them that is a reload like any other: a new value, its hooks, statics of their
//! own. Who holds the old generation has all of the old plugins, tied to each other.
//!
//! A plugin that is not reloadable cannot be tied anew. So all that it needs must not be reloadable either.
//!
//! # How long an import lives
//!
//! `imports()` is `&'static`: any thread and any thread-local of the plugin may keep what it gives. Imports are let go
//! when no code of the plugin can run any more, and only then is what they are of freed. Two things follow:
//!
//! - A field with `#[hotswap(skip)]` is like a static: its destructor never runs. What is to be dropped belongs
//!   into the plugin's value.
//! - A clone of an import that lies in a *static* is never dropped, and keeps the old version of the other plugin for
//!   ever. Keep clones in the plugin's value, if anywhere; `imports()` is always at hand.
//!
//! # Calling back
//!
//! Imports go one way. To be called by a plugin that it imports, a plugin hands it an object, for the time of a
//! call. If the other one keeps it, each keeps the other loaded, and neither is ever freed: the keeper is needed by the
//! one whose object it keeps. What is to be kept goes through the host: an extension slot of the
//! [`Vault`](crate::Vault), or a [`live_fn`](macro@crate::live_fn), which are of a generation and end with it.
