//! Async functions, which the caller's executor runs.
//!
//! A method of an interface, a [`plugin_fn`](macro@crate::plugin_fn) and a [`live_fn`](macro@crate::live_fn) may be an
//! `async fn`. Host and plugins need no runtime in common, and hotswap has none: a future of a plugin is polled by the code
//! that awaits it, on tokio, smol or an executor of your own.
//!
//! # Interfaces
//!
//! ```
//! use hotswap::prelude::*;
//!
//! #[hotswap::interface]
//! pub trait Store {
//!     async fn get(&self, key: &str) -> hotswap::Result<Option<String>>;
//!
//!     /// A body of its own, for implementors that have no better one.
//!     async fn has(&self, key: &str) -> hotswap::Result<bool> {
//!         Ok(self.get(key).await?.is_some())
//!     }
//! }
//!
//! struct Memory(std::collections::HashMap<String, String>);
//!
//! impl Store for Memory {
//!     async fn get(&self, key: &str) -> hotswap::Result<Option<String>> {
//!         Ok(self.0.get(key).cloned())
//!     }
//! }
//!
//! async fn caller(store: &Obj<dyn Store>) -> hotswap::Result<()> {
//!     let name = String::from("name");
//!     if store.has(&name).await? {
//!         println!("{:?}", store.get(&name).await?);
//!     }
//!     Ok(())
//! }
//! # drop(caller(&Obj::new(Memory(Default::default()))));
//! ```
//!
//! Arguments may be borrowed: they are borrowed until the call has ended. Implementors write `async fn`, or a function that
//! returns `impl Future + Send`; nothing is boxed for them. Objects of the host have async methods for plugins likewise, and
//! objects of plugins for each other. A stream is an `async fn next(&self) -> Option<Item>`.
//!
//! An async method belongs to an [`Obj<dyn Store>`](crate::Obj), not to a `&dyn Store`. Closures do not stand for an interface
//! with an async method. The hooks of a plugin are not async.
//!
//! # By name
//!
//! | by name | async |
//! |---|---|
//! | `plugin.invoke("hum", (3u32,))?` | `plugin.invoke_async("hum", (3u32,)).await?` |
//! | `function.call((3u32,))?`, of a [`LiveFn`](crate::LiveFn) or a late function | `function.call_async((3u32,)).await?` |
//! | `late.call(\|store\| store.len())?` | `late.call_async(async \|store\| store.get("name").await).await?` |
//! | `manager.invoke_each("tick", ())` | `manager.invoke_each_async("tick", ()).await` |
//!
//! An async function and the same function without `async` have different signatures. A call of the wrong kind is an error that
//! says so, and `cargo hotswap inspect` prints `async fn`.
//!
//! # The life of a call
//!
//! - A call begins at the first poll, as that of any `async fn`. A future that was never polled has called nothing.
//! - A call that is ready at once allocates nothing. The plugin's future lies in that of the caller if it has at most 192 bytes,
//!   else in a box.
//! - Futures are `Send`. A plugin's future must be: rustc says which value in it is not.
//! - Dropping a pending future cancels the call, on any thread: the plugin drops its own future, and with it everything that
//!   the call holds.
//! - A panic in any poll is returned as an error, or continues in the caller, as in any call. A panic while a cancelled future is
//!   dropped is reported to the host, like other panics that have no caller.
//!
//! # Reloads
//!
//! A call runs to its end on the version that it began on, and a pending one keeps that version loaded. It holds no generation:
//! a reload never waits for it. `Swapper::stats` counts pending futures of each version, and wakers: `2 × future; 1 × waker`.
//!
//! So hold across an `.await` only what the call needs: an object, a function. An `Arc<PluginManager>` there would keep all
//! plugins of its generation. A task that runs for as long as the host takes late handles, and asks them at each turn:
//!
//! ```text
//! let store = swapper.late_plugin::<dyn Store>("store");
//! while let Some(request) = requests.recv().await {
//!     let answer = store.call_async(async |store| store.get(&request.key).await).await?;
//!     …
//! }
//! ```
//!
//! A future that waits for ever keeps its version for ever. Give calls a time limit, as for any other service.
//!
//! # Wakers
//!
//! Wakers cross in both directions, and may be kept, cloned, woken and dropped on every thread, after the task and after the
//! version is gone. A waker of the host that passes through plugins is the same waker when it comes back
//! ([`will_wake`](std::task::Waker::will_wake)). A waker that a plugin has made itself, as combinators do, keeps the plugin loaded
//! until it is dropped.
//!
//! # What the executor is
//!
//! The caller's. Code of a plugin that needs a certain runtime to be there (`tokio::time`, `tokio::net`) does not find the
//! host's: a plugin has its own copy of every crate. What a plugin waits for is something that the host offers as an interface
//! with async methods, or something that needs no runtime: channels, locks, other futures. A plugin must not block in an
//! async function: that stops a thread of the host's executor.
