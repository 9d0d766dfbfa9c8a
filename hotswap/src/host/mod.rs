//! The services that a host offers to each of its plugins.
//!
//! - `table`: the functions that a plugin may call in its host
//! - `attached`: the host that this library is attached to
//! - `services`: the host's side of one plugin
//! - `attach`: the plugin's end, which connects the two

mod attach;
pub(crate) mod attached;
mod services;
mod table;

pub(crate) use attach::attach;
pub use services::HostServices;
pub(crate) use services::LendVault;
pub use table::HostTable;
