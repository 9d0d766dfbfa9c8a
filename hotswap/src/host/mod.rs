//! The services that a host offers to each of its plugins.
//!
//! - `table`: the functions that a plugin may call in its host
//! - `executor`: the executor of a host, for tasks of its plugins
//! - `raw_task`: a task as it crosses
//! - `attached`: the host that this library is attached to
//! - `services`: the host's side of one plugin
//! - `attach`: the plugin's end, which connects the two

mod attach;
pub(crate) mod attached;
mod executor;
mod raw_task;
mod services;
mod table;

pub(crate) use attach::attach;
pub use executor::HostExecutor;
pub(crate) use executor::no_executor;
#[doc(hidden)]
pub use raw_task::RawTask;
pub use services::HostServices;
pub(crate) use services::LendVault;
pub use table::HostTable;
