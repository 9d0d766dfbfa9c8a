//! What to keep as an [`Obj`](hotswap::Obj), and what as a late handle.
//!
//! A host registers a handler at start-up, reloads, and the old code still answers. The cause is that the host keeps the
//! wrong kind of handle. A late handle is late binding: it looks its function up at each call.
//!
//! | what you have | its version | keeps it loaded | keep it for |
//! |---|---|---|---|
//! | [`LateFn`](crate::LateFn), [`LatePlugin`](crate::LatePlugin) | the current one, at each call | no | years |
//! | [`Obj`](hotswap::Obj), [`LiveFn`](hotswap::LiveFn) | the one that it was taken from | yes | a session, a job |
//! | `Arc<`[`PluginManager`](crate::PluginManager)`>`, [`LoadedPlugin`](crate::LoadedPlugin) | the one that it was taken from | yes, the whole generation or plugin | a piece of work |
//!
//! # For years: a late handle
//!
//! ```
//! # use hotswap::prelude::*;
//! # #[hotswap::interface] trait Greeter { fn greet(&self, name: &str) -> String; }
//! # fn register(handler: impl Fn(&str) -> hotswap::Result<String> + 'static) {}
//! # fn example(swapper: &hotswap_runtime::Swapper) {
//! let world = swapper.late_plugin::<dyn Greeter>("world");
//! // Registered once, and answered by the newest code as long as the host runs.
//! register(move |name| world.call(|world| world.greet(name)));
//! # }
//! ```
//!
//! Such a call runs to its end on the version that it began on, and costs a few nanoseconds more than a call of an
//! `Obj`. It can fail where a call of an object cannot: the current generation may lack that plugin, or the plugin may
//! export another interface. `late_fn` does the same for a live function by name.
//!
//! # For what belongs to one version: an object
//!
//! Two calls that must be answered by the same code are made on one object:
//!
//! ```
//! # use hotswap::prelude::*;
//! # #[hotswap::interface] trait Game { fn step(&self) -> u32; }
//! # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
//! let game = swapper.late_plugin::<dyn Game>("chess").get()?;   // this version, from here on
//! let first = game.step();
//! let second = game.step();                                     // even if plugins were reloaded in between
//! # Ok(())
//! # }
//! ```
//!
//! While a clone of the object exists, the plugin stays loaded, with all that it imports. Code that is in use is never
//! freed, and an object counts as use. So an object in a `static` or a registry of the host leaks a version with each
//! reload. [`stats`](crate::Swapper::stats) says what holds an old version: `world 1.0.0 of generation 3, replaced: 2 ×
//! Obj`.
//!
//! # Between plugins
//!
//! A plugin calls its imports through `imports()`, and is re-created when an imported plugin changes. So its imports are
//! always of its own generation, and it needs no late handles. It must not keep objects where they are never dropped, nor
//! leave an object of its own with a plugin that it imports: see [the page on imports](hotswap::docs::imports).
