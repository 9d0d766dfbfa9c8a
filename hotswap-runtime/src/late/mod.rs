//! Late-bound handles, which a host may keep for years: each call finds its item by name in the current generation, and
//! the handle holds nothing between calls.
//!
//! - `function`, `live_type`, `plugin`: by name
//! - `extension`: by interface
//! - `named`: the lookup, once after each reload; a generational index remembers the result
//! - `item`: live functions and live types, as what is found

mod extension;
mod function;
mod item;
mod live_type;
mod named;
mod plugin;

pub use extension::LateExtension;
pub use function::LateFn;
pub use live_type::LateType;
pub(crate) use named::find;
pub use plugin::LatePlugin;
