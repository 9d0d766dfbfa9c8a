//! Handles that a host keeps for years: each has the newest at the time of the call, and holds nothing between
//! calls.
//!
//! - `function`, `live_type`, `plugin`: by name
//! - `extension`: by interface
//! - `named`: how names are found, once after each reload; `place`: where that was

mod extension;
mod function;
mod live_type;
mod named;
mod place;
mod plugin;

pub use extension::LateExtension;
pub use function::LateFn;
pub use live_type::LateType;
pub(crate) use named::{Find, find};
pub(crate) use place::Place;
pub use plugin::LatePlugin;
