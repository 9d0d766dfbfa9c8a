//! Handles that a host keeps for years: each has the newest at the time of the call, and holds nothing between
//! calls.
//!
//! - `function`, `live_type`, `plugin`: by name
//! - `extension`: by interface
//! - `named`: how names are found, once after each reload
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
