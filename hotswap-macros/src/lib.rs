//! The attribute and derive macros of hotswap. Use them through the `hotswap` crate.
//!
//! Each macro goes through the same rooms:
//!
//! - `options`: what stands in the attribute's parentheses
//! - `model`: the item, taken apart into what matters to us
//! - `check`: the rules that rustc cannot check for us
//! - `expand`: what is generated; cannot fail
//!
//! Beside them are
//!
//! - `diag`: errors, collected so that all of them are reported at once
//! - `types`, `tokens`: what can be told of a type, and of tokens alone

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
/// Goes on the `impl` of `hotswap::Plugin` for a type that has `Default`. A crate has one.
///
/// # Options
///
/// - `imports = Deps`: what it needs of other plugins, a struct with [`macro@Imports`]; its own code finds that in
///   `YourType::imports()`, from `on_load` on
/// - `exports = dyn Trait`: the [`macro@interface`] that it offers to other plugins, and implements
/// - `items = [some_crate]`: crates that it depends on and whose functions with [`macro@plugin_fn`] and
///   [`macro@live_fn`] are its own. In a library everything is; where several plugins are linked into one host,
///   this tells whose they are
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
///
/// # What is generated
///
/// The table by which a host finds everything in the plugin, as the one exported symbol of the library; and the
/// plugin's record in the manifest, which can be read without running any of it. The `impl` stays as it is.
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
/// The host makes the value, so without `Default` there is none:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// struct World { size: u32 } // the trait bound `World: Default` is not satisfied
///
/// #[hotswap::plugin]
/// impl Plugin for World {}
/// ```
///
/// Many threads call into a plugin at once, so what changes needs a lock:
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
/// A crate has one plugin, in whichever module:
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
/// Goes on a free function of up to twelve arguments that is neither generic nor `unsafe` or `extern`. It may be an
/// `async fn`, which is called with `plugin.invoke_async(…).await`. It may
/// take `&str`, `&[T]` and owned types that have `hotswap::Abi`, and return such a type or `hotswap::Result` of one.
///
/// # Options
///
/// - `name = "…"`: the name to call it by, if not its own
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
///
/// # What is generated
///
/// An adapter with C calling convention, its entry in the plugin's table, and its record in the manifest: name,
/// signature, fingerprint. The function stays as it is.
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
/// What is borrowed ends with the call, and in code that can be unloaded nothing is `'static`:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// #[plugin_fn]
/// fn keep(name: &'static str) {} // an argument is lent for the call alone, never for `'static`
/// ```
///
/// A type of your own crosses once it says so, with `#[derive(hotswap::Abi)]`:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// struct Job;
///
/// #[plugin_fn]
/// fn run(job: Job) {} // `Job` cannot be an argument of a plugin's function
/// ```
///
/// An error of another crate does not cross, but `hotswap::Result` takes any, with `?`:
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
/// As [`macro@plugin_fn`], but its name must be unique among all plugins that are loaded together. A function may have
/// both attributes.
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
/// A method belongs to a value, and whoever calls by name has none:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// struct World;
///
/// impl World {
///     #[live_fn]
///     fn greet(&self) {} // a function that is called by name has no `self`
/// }
/// ```
///
/// Of one name there is one in a crate:
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

/// Lets everyone restore a value of a type by name, across all plugins: `vault.restore::<dyn Job>(&data)`.
///
/// ```text
/// #[live_type(dyn Trait)]
/// #[live_type(dyn Trait, dyn Other, name = "…", alias = "…", version = 2, upgrade = path, crate = path)]
/// #[live_type(dyn Trait, version = 3, upgrade(1 = path, 2 = path))]
/// struct YourType { … }
/// ```
///
/// Goes on a struct or an enum that has serde's `Serialize` and `Deserialize`, is neither generic nor borrows, and
/// implements the [`macro@interface`]s that are given: one of them it is restored as. Its names must be unique among all
/// live types of the plugins that are loaded together.
///
/// Data is made by `value.to_live()`, of the trait `Live`, which puts name and version into it. It may be kept for
/// years, in memory, in a file or in a database, and is restored by the plugin that has the type then.
///
/// # Options
///
/// - `name = "…"`: the name to restore it by, if not its own
/// - `alias = "…"`: a name that it had before, for data that was made then; may be given several times
/// - `version = 2`: its version, if not 1; raise it when a change needs more than serde's own attributes, like
///   `#[serde(default)]`
/// - `upgrade(1 = path, 2 = path)`: functions that take the data of a version and give that of the next: `fn(FireV1) ->
///   FireV2` or `fn(FireV1) -> hotswap::Result<FireV2>`, where the former has `Deserialize` and the latter `Serialize`;
///   they are called one after the other, without a gap, and the last one gives the type itself
/// - `upgrade = path`: the one from the version before this
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
///
/// # What is generated
///
/// An `impl` of `Live` for the type; for each of its names an entry that the host puts into its vault, and a record in
/// the manifest: name, version, interfaces. The type stays as it is.
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
/// A live type is nothing to others without an interface:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// #[live_type] // a live type is restored as an object of an interface, and none is given
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Fire { n: u32 }
/// ```
///
/// Its values are stored, and read again:
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
/// It is what its interfaces say:
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

/// Makes a trait an interface: objects of whatever implements it cross between host and plugins, as
/// `Obj<dyn Trait>`.
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
/// The trait stays what it is, an ordinary trait that anybody implements and mocks; `Send + Sync + 'static` is
/// added to it. `Obj<dyn Trait>` implements it. Both sides name the trait in a crate that they share, or write it
/// twice alike: what counts is the structure. Whatever differs, in the methods or in any type that stands in
/// them, is found before the first call, and said: `method move_to: argument 1 (to): Vector: field y: host i32,
/// plugin i64`.
///
/// # Methods
///
/// - take `&self` and up to eleven arguments: `&str`, `&[T]`, `&Obj<dyn Other>`, or owned types that have
///   `hotswap::Abi`; so also `Obj<dyn Other>` and `Obj<dyn Trait>` itself, and both inside `Vec`, `Option`, tuples
///   and derived types
/// - return nothing, such an owned type, or `hotswap::Result` of one. A panic is an `Error::Panicked` in a
///   `hotswap::Result`; without one it goes on in the caller, as a panic with the same text
/// - may have a body, which an implementor may leave as it is. They are called like the others: adding one
///   changes the interface
/// - may be an `async fn`, whose future is `Send`: `hotswap::docs::asynchronous` has the rules
///
/// Names of methods and their order count; names of arguments, of the trait and of types do not.
///
/// # Options
///
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
/// - `#[hotswap(recursive)]` on a method: describe the interfaces in its signature by their names alone, and
///   compare them when an object arrives. Needed on one side of interfaces that stand in each other, where rustc
///   reports a cycle without it; an interface that stands in itself does not need it.
///
/// # What is generated
///
/// For `dyn Trait` a description of its methods, of which the fingerprint is made. For whatever implements it a table,
/// with an adapter of C calling convention for each method, that is made where an `Obj` of it is. For `Obj<dyn Trait>`
/// an `impl` of the trait, which calls through such a table; and where exactly one method has no body, and is not `async`,
/// `Obj::<dyn Trait>::from_fn`, which takes a closure for it.
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
/// An object is shared, so its methods take `&self`, and keep what changes in a `Mutex` or an atomic:
///
/// ```compile_fail
/// #[hotswap::interface]
/// pub trait Counter {
///     fn add(&mut self, n: u32); // an object is shared, so a method cannot have `&mut self`
/// }
/// ```
///
/// What rustc makes of a `dyn Trait` means nothing in another library; an `Obj<dyn Visitor>` does, once `Visitor` is an
/// interface too:
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
/// Many threads hold an object at once, so what implements an interface can be shared by them:
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

/// Says what a plugin needs of other plugins: one field for each, called as the plugin.
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
/// Goes on a struct with named fields that is neither generic nor borrows; `imports = Deps` in
/// [`#[hotswap::plugin]`](macro@plugin) names it.
///
/// A host loads a plugin after those that it needs, and refuses to load it without them. When one of them is
/// rebuilt, the plugin is made anew from its own unchanged file, with the new one as its import.
///
/// # Options
///
/// On the struct:
///
/// - `#[hotswap(crate = path)]`: where the `hotswap` crate is, if it has another name here
///
/// On a field:
///
/// - `#[hotswap(plugin = "…")]`: the plugin's name, if not the field's
/// - `#[hotswap(optional)]`: the plugin may be missing; the field is an `Option<Obj<dyn Trait>>`
/// - `#[hotswap(order_only)]`: the plugin is loaded before, and no object of it is needed; the field is a `()`
/// - `#[hotswap(skip)]`: no import; the field is filled by its `Default`, and, like a static, never dropped
///
/// # What is generated
///
/// An `impl` of `hotswap::Imports`: for each field the plugin's name and the interface's fingerprint, which stand in the
/// manifest, so a host knows them before it opens the library; how the struct is filled, right before `on_load`; and how
/// the imports are let go in the end. The struct stays as it is.
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
/// A plugin gives an object of an interface, and nothing else:
///
/// ```compile_fail,E0277
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] pub trait Clock { fn now(&self) -> u64; }
/// #[derive(Imports)]
/// struct Deps {
///     clock: Box<dyn Clock>, // a field of type `Box<dyn Clock>` cannot stand for a plugin
/// }
/// ```
///
/// Whether a plugin may be missing is for whoever reads the attributes to see:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] pub trait Clock { fn now(&self) -> u64; }
/// #[derive(Imports)]
/// struct Deps {
///     clock: Option<Obj<dyn Clock>>, // an import that may be missing says so
/// }
/// ```
///
/// A plugin is known by its name, and that is the field's:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] pub trait Clock { fn now(&self) -> u64; }
/// #[derive(Imports)]
/// struct Deps(Obj<dyn Clock>); // imports are the fields of a struct: each is called as the plugin …
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
/// Every field's type must have it too. Generic and recursive types work, and any `#[repr(…)]`.
///
/// # Options
///
/// - `#[hotswap(crate = path)]` on the type: where the `hotswap` crate is, if it has another name here
/// - `#[hotswap(recursive)]` on a field: describe this field by the name of its type alone, and compare what is
///   in it when a value arrives. Needed for types that contain each other (`A` holds a `Vec<B>`, `B` a
///   `Vec<A>`), where rustc reports a cycle without it (E0391), beginning at the field; on one of the fields is
///   enough. A type that contains itself does not need it.
///
/// # What is generated
///
/// A type with C layout that crosses in its place, the ways there and back, and a description of its structure, of which
/// the fingerprint is made. So the two sides may lay the type itself out differently.
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
/// A value may outlive the library that made it, so it owns what is in it:
///
/// ```compile_fail
/// #[derive(hotswap::Abi)]
/// struct Word {
///     text: &'static str, // what is borrowed cannot cross inside a type
/// }
/// ```
///
/// What one side shares with its own threads is not the other's:
///
/// ```compile_fail,E0277
/// #[derive(hotswap::Abi)]
/// struct Job {
///     done: std::sync::Arc<bool>, // `Arc<bool>` cannot cross between host and plugin
/// }
/// ```
///
/// A type is taken apart to cross, which one with a `Drop` of its own cannot be. An object can, and is dropped where it
/// was made: `Obj<dyn Trait>`, of an [`macro@interface`].
///
/// ```compile_fail,E0277
/// #[derive(hotswap::Abi)]
/// struct Job(String); // `Job` has a `Drop` of its own, so it cannot be taken apart to cross …
///
/// impl Drop for Job {
///     fn drop(&mut self) {}
/// }
/// ```
#[proc_macro_derive(Abi, attributes(hotswap))]
pub fn derive_abi(item: TokenStream) -> TokenStream {
    expand::abi::run(item.into()).into()
}
