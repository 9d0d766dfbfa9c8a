//! Imports and exports: plugins that depend on each other.
//!
//! # Declaration
//!
//! A plugin declares the interface that it exports and the plugins that it imports. A field of its imports has the name of the
//! imported plugin:
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
//! Both traits are defined in a crate that the plugins share. No plugin depends on the crate of another plugin. A plugin exports its
//! own value, the one with the hooks.
//!
//! | on a field | its type | |
//! |---|---|---|
//! | nothing | `Obj<dyn Trait>` | the plugin is required |
//! | `#[hotswap(optional)]` | `Option<Obj<dyn Trait>>` | the plugin may be missing, and may be added or removed later |
//! | `#[hotswap(order_only)]` | `()` | the plugin is loaded before and freed after this one; there is no object |
//! | `#[hotswap(plugin = "…")]` | | the plugin has another name than the field |
//! | `#[hotswap(skip)]` | any type with `Default` | not an import |
//!
//! # How a host resolves imports
//!
//! A host reads the dependencies from the files, before it runs any code of a plugin. Missing plugins, mismatched interfaces and
//! dependency cycles (`a -> b -> a`) are reported together. Hooks run in dependency order, dependencies first, and by name among
//! independent plugins. Plugins are freed in the reverse order.
//!
//! Imports are available from `on_load` on. In `default` and `reloadable`, `imports()` panics; the host reports an error that names
//! the plugin.
//!
//! # When a plugin is rebuilt
//!
//! Its direct and indirect dependents are re-created from their own unchanged files, with the new plugin as their import. The report
//! calls them `rewired`. For them, this is like any other reload: a new value, all hooks, new statics. The old generation keeps the
//! old plugins, with their old imports.
//!
//! A plugin that is not reloadable cannot get new imports. So the plugins that it imports must not be reloadable either.
//!
//! # How long an import lives
//!
//! `imports()` returns a `&'static` reference, which threads and thread-locals of the plugin may keep. Imports are dropped when no
//! code of the plugin can run any more, and the imported plugins are freed after that. This has two consequences:
//!
//! - A field with `#[hotswap(skip)]` is like a static: its destructor never runs. Put values that need to be dropped into the
//!   plugin's value.
//! - A clone of an import in a *static* is never dropped, and keeps the old version of the other plugin loaded for ever. Keep clones
//!   only in the plugin's value; usually `imports()` is enough.
//!
//! # Calling back
//!
//! Imports have one direction. A plugin that needs a callback from an imported plugin passes an object as an argument of a call. If
//! the other plugin stores that object, the two keep each other loaded, and neither is ever freed. For a permanent connection, use
//! the host: an extension slot of the [`Vault`](crate::Vault), or a [`live_fn`](macro@crate::live_fn). Both belong to a generation and
//! end with it. The same is the way out of a dependency cycle.
