//! What to keep as an [`Obj`](hotswap::Obj), and what as a late handle.
//!
//! A host registers a handler at start-up, reloads, and the old code still answers: nobody has done anything
//! wrong but to keep the wrong kind of handle.
//!
//! | what you have | its version | keeps it loaded | keep it for |
//! |---|---|---|---|
//! | [`LateFn`](crate::LateFn), [`LatePlugin`](crate::LatePlugin) | the newest, at each call | no | years |
//! | [`Obj`](hotswap::Obj), [`LiveFn`](hotswap::LiveFn) | the one that it is of | yes | a session, a job |
//! | `Arc<`[`PluginManager`](crate::PluginManager)`>`, [`LoadedPlugin`](crate::LoadedPlugin) | the one that it is of | yes, all of it | a piece of work |
//!
//! # For years: late
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
//! A call by it runs to its end on the version that it began on, and costs a few nanoseconds more than one by an
//! `Obj`. It may fail where a held object cannot: the newest generation may not have that plugin, or export
//! another interface. `late_fn` is the same for a live function by name.
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
//! As long as there is a clone of it the plugin is loaded, with all that it imports. Nothing frees code under
//! anybody's feet; but nothing of a plugin is freed, either, while somebody holds an object of it. An object in a
//! `static` or a registry of the host is a leak with each reload. Who it is that holds an old version
//! [`stats`](crate::Swapper::stats) says: `world 1.0.0 of generation 3, replaced: 2 × Obj`.
//!
//! # Between plugins
//!
//! A plugin calls what it imports by `imports()`, and is itself made anew when that is rebuilt: what it has
//! is always of its own generation. It needs no late handles. What it must not do is keep objects where they are never
//! dropped, or leave one of its own with a plugin that it imports: see
//! [the page on imports](hotswap::docs::imports).
