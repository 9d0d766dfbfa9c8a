//! The attribute and derive macros of hotswap. Use them through the `hotswap` crate.
//!
//! # Modules
//!
//! Each macro has four steps:
//!
//! - `options`: parses the options of the attribute
//! - `model`: parses the item
//! - `check`: checks the rules that rustc cannot check
//! - `expand`: generates code; cannot fail
//!
//! All of them use
//!
//! - `diag`: collects errors, so that all of them are reported at once
//! - `types`, `tokens`: helpers for types and tokens

#![forbid(unsafe_code)]

mod check;
mod diag;
mod expand;
mod model;
mod options;
#[cfg(test)]
mod tests;
mod tokens;
mod types;

use proc_macro::TokenStream;

use model::function::FunctionKind;

/// Makes a type the plugin of its crate.
///
/// ```text
/// #[hotswap::plugin]
/// #[hotswap::plugin(imports = Deps, exports = dyn Trait, crate = path)]
/// impl Plugin for YourType { … }
/// ```
///
/// Use it on the `impl` of `hotswap::Plugin` for a type that implements `Default`. A crate can have one plugin.
///
/// # Options
///
/// - `imports = Deps`: the plugins that it needs, a struct with [`macro@Imports`]. `YourType::imports()` returns it, from `on_load` on
/// - `exports = dyn Trait`: the [`macro@interface`] that it implements for other plugins
/// - `items = [some_crate]`: dependencies whose functions with [`macro@plugin_fn`] and [`macro@live_fn`] belong to this plugin. This
///   matters only if several plugins are linked into one host; in a library, all items belong to its plugin
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
///
/// # What is generated
///
/// A table through which a host finds everything in the plugin, as the only exported symbol of the library. A record in the manifest,
/// which a host reads without running any code. The `impl` is not changed.
///
/// # Examples
///
/// ```
/// use hotswap::prelude::*;
///
/// #[derive(Default)]
/// pub struct World;
///
/// #[hotswap::plugin]
/// impl Plugin for World {
///     fn on_free(&self) {
///         println!("good bye");
///     }
/// }
/// ```
///
/// # Errors you may meet
///
/// The host creates the value, so the type needs `Default`:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// struct World { size: u32 } // the trait bound `World: Default` is not satisfied
///
/// #[hotswap::plugin]
/// impl Plugin for World {}
/// ```
///
/// Several threads may call a plugin at once, so data that changes needs a lock:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// #[derive(Default)]
/// struct World { size: std::cell::Cell<u32> } // `Cell<u32>` cannot be shared between threads safely
///
/// #[hotswap::plugin]
/// impl Plugin for World {}
/// ```
///
/// A crate can have only one plugin, in any module:
///
/// ```compile_fail,E0428
/// # use hotswap::prelude::*;
/// #[derive(Default)]
/// struct World;
/// #[hotswap::plugin]
/// impl Plugin for World {}
///
/// #[derive(Default)]
/// struct Moon;
/// #[hotswap::plugin]
/// impl Plugin for Moon {} // the name `the_plugin_of_this_crate` is defined multiple times
/// ```
#[proc_macro_attribute]
pub fn plugin(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::plugin::run(options.into(), item.into()).into()
}

/// Lets a host call a function by name, in its plugin: `plugin.invoke("hum", (3u32,))`.
///
/// ```text
/// #[plugin_fn]
/// #[plugin_fn(name = "…", crate = path)]
/// fn name(argument: Type, …) -> Type { … }
/// ```
///
/// Use it on a free function with up to twelve arguments that is not generic, `unsafe` or `extern`. The host calls an `async fn` with
/// `plugin.invoke_async(…).await`. Arguments can be `&str`, `&[T]` and owned types that implement `hotswap::Abi`. The result can be such a type, or `hotswap::Result` of one.
///
/// # Options
///
/// - `name = "…"`: the name to call it by, if not its own
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
///
/// # What is generated
///
/// An adapter with C calling convention, an entry in the table of the plugin, and a record in the manifest with name, signature and
/// fingerprint. The function is not changed.
///
/// # Examples
///
/// ```
/// # use hotswap::prelude::*;
/// #[plugin_fn]
/// fn hum(repeat: u32) -> String {
///     "hum ".repeat(repeat as usize)
/// }
/// ```
///
/// # Errors you may meet
///
/// Borrowed arguments are valid only during the call, and code that can be unloaded has no `'static` data:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// #[plugin_fn]
/// fn keep(name: &'static str) {} // an argument is borrowed for the call only, never for `'static`
/// ```
///
/// A type of your own needs `#[derive(hotswap::Abi)]` to cross:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// struct Job;
///
/// #[plugin_fn]
/// fn run(job: Job) {} // `Job` cannot be an argument of a plugin function
/// ```
///
/// An error type of another crate cannot cross, but `hotswap::Result` accepts any error, with `?`:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// #[plugin_fn]
/// fn read() -> Result<String, std::io::Error> { // `Result<String, std::io::Error>` cannot be returned …
///     std::fs::read_to_string("motd")
/// }
/// ```
///
/// ```
/// # use hotswap::prelude::*;
/// #[plugin_fn]
/// fn read() -> hotswap::Result<String> {
///     Ok(std::fs::read_to_string("motd")?)
/// }
/// ```
#[proc_macro_attribute]
pub fn plugin_fn(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::function::run(FunctionKind::Plugin, options.into(), item.into()).into()
}

/// Lets everyone call a function by name, across all plugins: `vault.live_fn("greet")`.
///
/// ```text
/// #[live_fn]
/// #[live_fn(name = "…", crate = path)]
/// fn name(argument: Type, …) -> Type { … }
/// ```
///
/// Like [`macro@plugin_fn`], but its name must be unique among all plugins that are loaded together. A function can have both
/// attributes.
///
/// # Options
///
/// - `name = "…"`: the name to call it by, if not its own
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
///
/// # What is generated
///
/// The same as for [`macro@plugin_fn`], with an entry that the host puts into its vault.
///
/// # Examples
///
/// ```
/// # use hotswap::prelude::*;
/// #[live_fn(name = "greet")]
/// fn greet_someone(name: &str) -> hotswap::Result<String> {
///     Ok(format!("hello {name}"))
/// }
/// ```
///
/// # Errors you may meet
///
/// A method needs [`macro@methods`] on its `impl`:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// struct World;
///
/// impl World {
///     #[live_fn]
///     fn greet(&self) {} // a function that is called by name cannot have `self`
/// }
/// ```
///
/// A name can be used only once in a crate:
///
/// ```compile_fail,E0428
/// # use hotswap::prelude::*;
/// #[live_fn]
/// fn greet() {}
///
/// #[live_fn(name = "greet")]
/// fn greet_again() {} // the name `a_live_fn_called_greet` is defined multiple times
/// ```
#[proc_macro_attribute]
pub fn live_fn(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::function::run(FunctionKind::Live, options.into(), item.into()).into()
}

/// Lets methods of the plugin be called by name. They get the value that the host has created.
///
/// ```text
/// #[hotswap::methods]
/// #[hotswap::methods(crate = path)]
/// impl YourType {
///     #[plugin_fn]
///     fn name(&self, argument: Type, …) -> Type { … }
/// }
/// ```
///
/// Use it on an `impl` of the type that is the [`macro@plugin`] of the crate. Each function with [`macro@plugin_fn`] or
/// [`macro@live_fn`] in it can be called by name. Functions without these attributes are not changed. A plugin can have several such
/// `impl`s.
///
/// A method takes `&self`, or `self: Arc<Self>` if it hands the value to a thread or a task. Functions without `self` are called as free
/// functions are. Callers see no difference: `plugin.invoke("hum", (3u32,))`.
///
/// # Options
///
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
///
/// # Examples
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use hotswap::prelude::*;
///
/// #[derive(Default)]
/// pub struct Counter {
///     count: AtomicU64,
/// }
///
/// #[hotswap::plugin]
/// impl Plugin for Counter {}
///
/// #[hotswap::methods]
/// impl Counter {
///     #[plugin_fn]
///     fn add(&self, number: u64) -> u64 {
///         self.count.fetch_add(number, Ordering::Relaxed) + number
///     }
///
///     #[live_fn]
///     async fn count(&self) -> u64 {
///         self.count.load(Ordering::Relaxed)
///     }
/// }
/// ```
///
/// # Errors you may meet
///
/// All callers use the value at once, so a method cannot have it alone:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// # #[derive(Default)]
/// # struct World;
/// # #[hotswap::plugin]
/// # impl Plugin for World {}
/// #[hotswap::methods]
/// impl World {
///     #[plugin_fn]
///     fn grow(&mut self) {} // a method that is called by name takes `&self` or `self: Arc<Self>`
/// }
/// ```
///
/// Only the plugin has a value that the host creates:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// struct Moon;
///
/// #[hotswap::methods]
/// impl Moon {
///     #[plugin_fn]
///     fn shine(&self) {} // `Moon` is not the plugin of a crate
/// }
/// ```
#[proc_macro_attribute]
pub fn methods(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::methods::run(options.into(), item.into()).into()
}

/// Lets everyone restore a value of a type by name, across all plugins: `vault.restore::<dyn Job>(&data)`.
///
/// ```text
/// #[live_type(dyn Trait)]
/// #[live_type(dyn Trait, dyn Other, name = "…", alias = "…", version = 2, upgrade = path, crate = path)]
/// #[live_type(dyn Trait, version = 3, upgrade(1 = path, 2 = path))]
/// struct YourType { … }
/// ```
///
/// Use it on a struct or an enum that implements serde's `Serialize` and `Deserialize`, is not generic, borrows nothing, and implements
/// the given [`macro@interface`]s. A value is restored as an object of one of them. Its names must be unique among all live types of the
/// plugins that are loaded together.
///
/// `value.to_live()`, a method of the trait `Live`, creates data that contains name and version. The data may be stored for years, in
/// memory, in a file or in a database. The plugin that has the type at that time restores it.
///
/// # Options
///
/// - `name = "…"`: the name to restore it by, if not the name of the type
/// - `alias = "…"`: an earlier name, for older data; may be given several times
/// - `version = 2`: its version, if not 1; increase it when a change needs more than serde's own attributes, like
///   `#[serde(default)]`
/// - `upgrade(1 = path, 2 = path)`: functions that convert data of one version to the next: `fn(FireV1) -> FireV2` or
///   `fn(FireV1) -> hotswap::Result<FireV2>`, where `FireV1` implements `Deserialize` and `FireV2` implements `Serialize`. They are called
///   one after the other, and the last one returns the type itself
/// - `upgrade = path`: the upgrade from the previous version
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
///
/// # What is generated
///
/// An `impl` of `Live` for the type. For each of its names, an entry that the host puts into its vault, and a record in the manifest with
/// name, version and interfaces. The type is not changed.
///
/// # Examples
///
/// ```
/// use hotswap::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[hotswap::interface]
/// pub trait Job {
///     fn run(&self) -> String;
/// }
///
/// #[live_type(dyn Job, version = 2, upgrade = louder)]
/// #[derive(Serialize, Deserialize)]
/// struct Fire { times: u32, loud: bool }
///
/// impl Job for Fire {
///     fn run(&self) -> String {
///         (if self.loud { "FIRE " } else { "fire " }).repeat(self.times as usize)
///     }
/// }
///
/// /// What `Fire` was in version 1.
/// #[derive(Deserialize)]
/// struct FireV1 { n: u32 }
///
/// fn louder(old: FireV1) -> Fire {
///     Fire { times: old.n, loud: true }
/// }
/// ```
///
/// # Errors you may meet
///
/// A live type needs an interface:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// #[live_type] // a live type needs at least one interface to be restored as
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Fire { n: u32 }
/// ```
///
/// It needs the traits of serde:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] trait Job { fn run(&self); }
/// #[live_type(dyn Job)]
/// struct Fire { n: u32 } // `Fire` cannot be written as live data …
///
/// impl Job for Fire {
///     fn run(&self) {}
/// }
/// ```
///
/// It must implement its interfaces:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] trait Job { fn run(&self); }
/// #[live_type(dyn Job)] // the trait bound `Fire: Job` is not satisfied
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Fire { n: u32 }
/// ```
#[proc_macro_attribute]
pub fn live_type(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::live_type::run(options.into(), item.into()).into()
}

/// Makes a trait an interface: objects of its implementations can cross between host and plugins, as `Obj<dyn Trait>`.
///
/// ```text
/// #[hotswap::interface]
/// #[hotswap::interface(crate = path)]
/// pub trait Trait {
///     fn method(&self, argument: Type, …) -> Type;
///     #[hotswap(recursive)]
///     fn other(&self, other: &Obj<dyn Other>) { … }
/// }
/// ```
///
/// The trait stays an ordinary trait, which you can implement and mock; `Send + Sync + 'static` is added as supertraits.
/// `Obj<dyn Trait>` implements it. Both sides use the trait from a shared crate, or define it twice: only the structure matters. A
/// difference in the methods, or in any type in their signatures, is reported before the first call: `method move_to: argument 1 (to):
/// Vector: field y: host i32, plugin i64`.
///
/// # Methods
///
/// - take `&self` and up to eleven arguments: `&str`, `&[T]`, `&Obj<dyn Other>`, or owned types that implement `hotswap::Abi`. These
///   include `Obj<dyn Other>` and `Obj<dyn Trait>` itself, also inside `Vec`, `Option`, tuples and derived types
/// - return nothing, such an owned type, or `hotswap::Result` of one. If a method panics, the caller gets `Error::Panicked` in a
///   `hotswap::Result`; without one, the panic continues in the caller with the same text
/// - may have a default body. To add such a method changes the interface too
/// - may be an `async fn`, whose future must be `Send`: see `hotswap::docs::asynchronous`
///
/// The names and the order of methods matter. The names of arguments, of the trait and of types do not.
///
/// # Options
///
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
/// - `#[hotswap(recursive)]` on a method: describe the interfaces in its signature only by their names, and compare them when an object
///   arrives. One of two interfaces that mention each other needs it, because rustc reports a cycle otherwise. An interface that
///   mentions itself does not need it.
///
/// # What is generated
///
/// For `dyn Trait`, a description of its methods with a fingerprint. For each implementation that is used in an `Obj`, a table with an
/// adapter of C calling convention for each method. For `Obj<dyn Trait>`, an `impl` of the trait that calls through such a table. If
/// exactly one method has no default body, and is not `async`, `Obj::<dyn Trait>::from_fn`, which takes a closure for it.
///
/// # Examples
///
/// ```
/// use hotswap::prelude::*;
///
/// #[derive(hotswap::Abi, Clone, Copy, Debug, PartialEq)]
/// pub struct Vector {
///     pub x: i32,
///     pub y: i32,
/// }
///
/// #[hotswap::interface]
/// pub trait Unit {
///     fn name(&self) -> String;
///     fn move_to(&self, to: Vector) -> hotswap::Result<Vector>;
///     fn on_arrival(&self, call: &Obj<dyn Arrival>) {
///         call.arrived(Vector { x: 0, y: 0 });
///     }
/// }
///
/// #[hotswap::interface]
/// pub trait Arrival {
///     fn arrived(&self, at: Vector);
/// }
///
/// struct Tank;
///
/// impl Unit for Tank {
///     fn name(&self) -> String {
///         "tank".to_owned()
///     }
///     fn move_to(&self, to: Vector) -> hotswap::Result<Vector> {
///         if to.x < 0 {
///             return Err(hotswap::Error::msg("off the map"));
///         }
///         Ok(to)
///     }
/// }
///
/// let unit = Obj::<dyn Unit>::new(Tank);
/// assert_eq!(unit.name(), "tank");
/// assert!(unit.move_to(Vector { x: -1, y: 0 }).is_err());
/// unit.on_arrival(&Obj::from_fn(|at| assert_eq!(at, Vector { x: 0, y: 0 })));
/// ```
///
/// # Errors you may meet
///
/// An object is shared, so its methods take `&self`, and use a `Mutex` or an atomic for data that changes:
///
/// ```compile_fail
/// #[hotswap::interface]
/// pub trait Counter {
///     fn add(&mut self, n: u32); // an object is shared, so a method cannot have `&mut self`
/// }
/// ```
///
/// The layout of a `dyn Trait` is not stable across libraries. Make `Visitor` an interface too, and use `Obj<dyn Visitor>`:
///
/// ```compile_fail
/// pub trait Visitor {}
///
/// #[hotswap::interface]
/// pub trait Shop {
///     fn visit(&self, visitor: Box<dyn Visitor>); // a `dyn Trait` as rustc lays it out cannot cross …
/// }
/// ```
///
/// Threads share objects, so an implementation must be `Send` and `Sync`:
///
/// ```compile_fail,E0277
/// #[hotswap::interface]
/// pub trait Counter {
///     fn count(&self) -> u32;
/// }
///
/// struct Clicks(std::cell::Cell<u32>);
///
/// impl Counter for Clicks { // `Cell<u32>` cannot be shared between threads safely
///     fn count(&self) -> u32 {
///         self.0.get()
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn interface(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::interface::run(options.into(), item.into()).into()
}

/// Declares the imports of a plugin: one field for each imported plugin, with its name.
///
/// ```text
/// #[derive(Imports)]
/// #[hotswap(crate = path)]
/// struct Deps {
///     plugin: Obj<dyn Trait>,
///     #[hotswap(plugin = "…")] other_name: Obj<dyn Trait>,
///     #[hotswap(optional)] spare: Option<Obj<dyn Trait>>,
///     #[hotswap(order_only)] before: (),
///     #[hotswap(skip)] none: Type,
/// }
/// ```
///
/// Use it on a struct with named fields that is not generic and borrows nothing, and name the struct with `imports = Deps` in
/// [`#[hotswap::plugin]`](macro@plugin).
///
/// A host loads a plugin after its imports, and refuses to load it without them. When an imported plugin is rebuilt, its dependents are
/// re-created from their own unchanged files, with the new one as their import.
///
/// # Options
///
/// On the struct:
///
/// - `#[hotswap(crate = path)]`: where the `hotswap` crate is, if it has another name here
///
/// On a field:
///
/// - `#[hotswap(plugin = "…")]`: the name of the plugin, if not the name of the field
/// - `#[hotswap(optional)]`: the plugin may be missing; the field is an `Option<Obj<dyn Trait>>`
/// - `#[hotswap(order_only)]`: the plugin is loaded first, but gives no object; the field is a `()`
/// - `#[hotswap(skip)]`: not an import; the field is set with `Default` and, like a static, never dropped
///
/// # What is generated
///
/// An `impl` of `hotswap::Imports`: the name of the plugin and the fingerprint of the interface for each field, which are put into the
/// manifest, so that a host knows them before it opens the library; the code that fills the struct just before `on_load`; and the code that
/// drops the imports. The struct is not changed.
///
/// # Examples
///
/// ```
/// use hotswap::prelude::*;
///
/// #[hotswap::interface]
/// pub trait Clock {
///     fn now(&self) -> u64;
/// }
///
/// #[derive(Imports)]
/// pub struct Deps {
///     clock: Obj<dyn Clock>,
/// }
///
/// #[derive(Default)]
/// pub struct World;
///
/// #[hotswap::plugin(imports = Deps)]
/// impl Plugin for World {
///     fn on_load(&self, _: &LiveData) -> hotswap::Result<()> {
///         println!("it is {}", World::imports().clock.now());
///         Ok(())
///     }
/// }
/// ```
///
/// # Errors you may meet
///
/// An import is an object of an interface:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] pub trait Clock { fn now(&self) -> u64; }
/// #[derive(Imports)]
/// struct Deps {
///     clock: Box<dyn Clock>, // a field of type `Box<dyn Clock>` cannot be an import
/// }
/// ```
///
/// An optional import needs the attribute:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] pub trait Clock { fn now(&self) -> u64; }
/// #[derive(Imports)]
/// struct Deps {
///     clock: Option<Obj<dyn Clock>>, // an `Option` needs `#[hotswap(optional)]`
/// }
/// ```
///
/// The name of a field is the name of a plugin:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] pub trait Clock { fn now(&self) -> u64; }
/// #[derive(Imports)]
/// struct Deps(Obj<dyn Clock>); // imports are the fields of a struct, each with the name of a plugin
/// ```
#[proc_macro_derive(Imports, attributes(hotswap))]
pub fn derive_imports(item: TokenStream) -> TokenStream {
    expand::imports::run(item.into()).into()
}

/// Lets a struct or an enum cross between host and plugin.
///
/// ```text
/// #[derive(hotswap::Abi)]
/// #[hotswap(crate = path)]
/// struct Name { #[hotswap(recursive)] field: Type, … }
/// ```
///
/// The type of every field must implement it too. Generic and recursive types work, and so does any `#[repr(…)]`.
///
/// # Options
///
/// - `#[hotswap(crate = path)]` on the type: where the `hotswap` crate is, if it has another name here
/// - `#[hotswap(recursive)]` on a field: describe this field only by the name of its type, and compare its structure when a value
///   arrives. Types that contain each other (`A` has a `Vec<B>`, and `B` has a `Vec<A>`) need it on one of these fields, because rustc
///   reports a cycle at the field otherwise (E0391). A type that contains itself does not need it.
///
/// # What is generated
///
/// A type with C layout that crosses instead, the conversions, and a description of its structure with a fingerprint. So the layout of the
/// type itself may be different on the two sides.
///
/// # Examples
///
/// ```
/// #[derive(hotswap::Abi)]
/// pub enum Shape {
///     Point,
///     Circle { radius: f64 },
///     Group(Vec<Shape>),
/// }
/// ```
///
/// # Errors you may meet
///
/// A value may outlive the library that created it, so it must own its data:
///
/// ```compile_fail
/// #[derive(hotswap::Abi)]
/// struct Word {
///     text: &'static str, // borrowed data cannot cross inside a type
/// }
/// ```
///
/// Shared ownership does not cross:
///
/// ```compile_fail,E0277
/// #[derive(hotswap::Abi)]
/// struct Job {
///     done: std::sync::Arc<bool>, // `Arc<bool>` cannot cross between host and plugin
/// }
/// ```
///
/// A value crosses as its fields, so its type cannot implement `Drop`. Use an object instead, which is dropped in the library that created
/// it: `Obj<dyn Trait>`, of an [`macro@interface`].
///
/// ```compile_fail,E0277
/// #[derive(hotswap::Abi)]
/// struct Job(String); // `Job` implements `Drop`, so it cannot cross between host and plugin
///
/// impl Drop for Job {
///     fn drop(&mut self) {}
/// }
/// ```
#[proc_macro_derive(Abi, attributes(hotswap))]
pub fn derive_abi(item: TokenStream) -> TokenStream {
    expand::abi::run(item.into()).into()
}
