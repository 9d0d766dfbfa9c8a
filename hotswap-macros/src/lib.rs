//! The attribute and derive macros of hotswap. Use them through the `hotswap` crate.
//!
//! Each macro goes through the same rooms:
//!
//! - `options`: what stands in the attribute's parentheses
//! - `model`: the item, taken apart into what matters to us
//! - `check`: the rules that rustc cannot check for us
//! - `expand`: what is generated; cannot fail
//! - `diag`: errors, collected so that all of them are reported at once

#![forbid(unsafe_code)]

mod check;
mod diag;
mod expand;
mod model;
mod options;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

use model::function::FunctionKind;

/// Makes a type the plugin of its crate.
///
/// Goes on the `impl` of `hotswap::Plugin` for a type that has `Default`. A crate has one.
/// Generates the table by which a host finds everything in the plugin, and the plugin's record in the
/// manifest.
///
/// # Options
///
/// - `imports = Deps`: what it needs of other plugins, a struct with [`macro@Imports`]; its own code finds that in
///   `YourType::imports()`, from `on_load` on
/// - `exports = dyn Trait`: the [`macro@interface`] that it offers to other plugins, and implements
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
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
/// impl Plugin for World {}
/// ```
#[proc_macro_attribute]
pub fn plugin(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::plugin::run(options.into(), item.into()).into()
}

/// Lets a host call a function by name, in its plugin: `plugin.invoke("hum", (3u32,))`.
///
/// The function stays as it is. It may take `&str`, `&[T]` and owned types that have
/// `hotswap::Abi`, and return such a type or `hotswap::Result` of one.
///
/// # Options
///
/// - `name = "…"`: the name to call it by, if not its own
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
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
/// What is borrowed ends with the call, so this does not compile:
///
/// ```compile_fail
/// # use hotswap::prelude::*;
/// #[plugin_fn]
/// fn keep(name: &'static str) {}
/// ```
#[proc_macro_attribute]
pub fn plugin_fn(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::function::run(FunctionKind::Plugin, options.into(), item.into()).into()
}

/// Lets everyone call a function by name, across all plugins: `vault.live_fn("greet")`.
///
/// As [`macro@plugin_fn`], but its name must be unique among all plugins that are loaded together.
///
/// # Options
///
/// - `name = "…"`: the name to call it by, if not its own
/// - `crate = path`: where the `hotswap` crate is, if it has another name here
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
#[proc_macro_attribute]
pub fn live_fn(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::function::run(FunctionKind::Live, options.into(), item.into()).into()
}

/// Makes a trait one whose objects can cross between host and plugins, as `Obj<dyn Trait>`.
#[proc_macro_attribute]
pub fn interface(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::interface::run(options.into(), item.into()).into()
}

/// Says what a plugin needs of other plugins: one field for each, called as the plugin.
///
/// A host loads a plugin after those that it needs, and refuses to load it without them. When one of them is
/// rebuilt, the plugin is made anew from its own unchanged file, with the new one as its import.
///
/// # Options
///
/// On the struct: `#[hotswap(crate = path)]`. On a field:
///
/// - `#[hotswap(plugin = "…")]`: the plugin's name, if not the field's
/// - `#[hotswap(optional)]`: the plugin may be missing; the field is an `Option<Obj<dyn Trait>>`
/// - `#[hotswap(order_only)]`: the plugin is loaded before, and no object of it is needed; the field is a `()`
/// - `#[hotswap(skip)]`: no import; the field is filled by its `Default`
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
#[proc_macro_derive(Imports, attributes(hotswap))]
pub fn derive_imports(item: TokenStream) -> TokenStream {
    expand::imports::run(item.into()).into()
}

/// Lets a struct or an enum cross between host and plugin.
///
/// Every field's type must have it too. Generic and recursive types work. The two sides may lay the type
/// out differently: what crosses is generated, with C layout.
///
/// # Options
///
/// - `#[hotswap(crate = path)]` on the type: where the `hotswap` crate is, if it has another name here
/// - `#[hotswap(recursive)]` on a field: describe this field by the name of its type alone, and compare what is
///   in it when a value arrives. Needed for types that contain each other (`A` holds a `Vec<B>`, `B` a
///   `Vec<A>`), where rustc reports a cycle without it; a type that contains itself does not need it.
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
#[proc_macro_derive(Abi, attributes(hotswap))]
pub fn derive_abi(item: TokenStream) -> TokenStream {
    expand::abi::run(item.into()).into()
}
