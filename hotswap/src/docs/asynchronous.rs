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
//! with an async method.
//!
//! The hooks of a plugin are not async. A reload runs them one after the other, on its own thread, and undoes everything if one
//! fails; `on_free` runs on a thread where nothing else waits. A hook that is async would only block there, on an executor
//! that hotswap does not have. A hook starts [tasks](#tasks), or blocks on [the plugin's tokio](#tokio-in-a-plugin).
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
//! The caller's. A plugin must not block in an async function: that stops a thread of the host's executor.
//!
//! Code of a plugin that needs a certain runtime to be there (`tokio::time`, `tokio::net`) does not find the host's, because a
//! plugin has its own copy of every crate. It has three ways to wait for more than other futures:
//!
//! | the plugin | writes | who runs it |
//! |---|---|---|
//! | uses tokio, or crates that need it: reqwest, sqlx | `tokio::time`, `tokio::net`, `tokio::spawn`, with the [feature `tokio`](#tokio-in-a-plugin) | a runtime of the plugin's own |
//! | needs time and background work, and nothing else | [`hotswap::task`](crate::task): `spawn`, `sleep`, `timeout` | the [executor of the host](#tasks) |
//! | needs something of the host: a database, a socket | an interface with async methods | the host |
//!
//! # tokio in a plugin
//!
//! ```toml
//! [dependencies]
//! hotswap = { package = "hotswap-rs", version = "0.1", features = ["tokio"] }
//! tokio = { version = "1", features = ["net", "time"] }
//! ```
//!
//! ```text
//! #[plugin_fn]
//! async fn fetch(address: &str) -> hotswap::Result<Vec<u8>> {
//!     let connect = tokio::net::TcpStream::connect(address);
//!     let mut stream = tokio::time::timeout(Duration::from_secs(5), connect).await??;
//!     let reads = tokio::spawn(async move {
//!         let mut bytes = Vec::new();
//!         stream.read_to_end(&mut bytes).await.map(|_| bytes)
//!     });
//!     Ok(reads.await??)
//! }
//! ```
//!
//! Each version of the plugin has a multi-threaded runtime of its own, with two workers. It is made when an async function of the
//! plugin is first polled, or at the first use of [`hotswap::task`](crate::task). The host's executor still polls what the host
//! awaits. The plugin's workers wait for sockets and timers, and run what the plugin spawns.
//!
//! - A thread of the host enters the runtime once, at its first poll of the plugin. Later polls cost a flag.
//! - In hooks and in functions that are not async, use the handle `hotswap::task::tokio()`: `.spawn(…)`, `.block_on(…)`.
//! - `Handle::block_on`, and runtimes that the plugin makes itself, work in an async function: the host's threads are no
//!   workers of the plugin's tokio. But they block a thread of the host meanwhile.
//! - When the plugin is freed, [`retired`](crate::task::retired) is ready, `on_free` runs, and the plugin's value is dropped. Then
//!   the runtime shuts down: its tasks are dropped at their next `.await`. Nothing waits for them. A task that does not
//!   reach an `.await`, or a `spawn_blocking` that does not return, keeps its thread, and the library with it;
//!   `Swapper::stats` names the thread, which is called `NAME-tokio`.
//! - A panic in a task is printed as in any program, with the name of the plugin, and is the error of its `JoinHandle`.
//! - Other versions of tokio in the host and in other plugins make no difference.
//!
//! A plugin that is linked into its host shares tokio with it. Then its code uses the runtime of the host, where the
//! host polls in one; elsewhere all linked plugins share one that stays. Tasks that it has spawned with `tokio::spawn` end with
//! the host's runtime, not with the plugin; those of [`hotswap::task::spawn`](crate::task::spawn) end with the plugin.
//!
//! # Tasks
//!
//! Without tokio a plugin runs tasks on an executor that the host gives: `Swapper::builder("plugins").tokio(handle)`, or
//! `.executor(…)` for any other. If it gives none, each of these functions returns an error that says so.
//!
//! ```
//! use std::time::Duration;
//!
//! use hotswap::prelude::*;
//! use hotswap::task;
//!
//! #[derive(Default)]
//! pub struct Cache;
//!
//! impl Cache {
//!     async fn clean() { /* … */ }
//! }
//!
//! #[hotswap::plugin]
//! impl Plugin for Cache {
//!     fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
//!         drop(task::spawn(async {
//!             while task::sleep(Duration::from_secs(60)).await.is_ok() {
//!                 Cache::clean().await;
//!             }
//!         })?);
//!         Ok(())
//!     }
//! }
//! ```
//!
//! | | |
//! |---|---|
//! | [`spawn`](crate::task::spawn) | runs a future in the background; the [`JoinHandle`](crate::task::JoinHandle) is its result |
//! | [`sleep`](crate::task::sleep), [`timeout`](crate::task::timeout) | time, by the host's timer |
//! | [`retired`](crate::task::retired) | is ready when this version should stop; [`Stop::given`](crate::Stop::given) is the same for a thread's signal |
//!
//! A task keeps the library of its version loaded, but not the version: a plugin is freed as if its tasks were not there. First
//! they are told to stop. Tasks that await `retired` have 200 milliseconds to end by themselves, from the time when `on_free` and
//! the drop of the value have returned. Then all tasks are cancelled: the executor drops them when it next polls them.
//! `Swapper::stats` counts them: `2 × task`.
//!
//! With the feature `tokio` the same functions use the plugin's own runtime.
