//! How a call crosses: arguments in registers, the result through an out-pointer, a failure as a pointer.
//!
//! The signature of every plugin function is
//!
//! ```text
//! extern "C" fn(arguments…, out: *mut Result) -> *mut Failure
//! ```
//!
//! Null means that `out` is written. Anything else is an error or a panic, which the caller then owns. A panic never unwinds
//! across.
//!
//! - `args`: tuples of arguments, lowered and passed
//! - `barrier`: the callee's end, which runs the function and catches its panic
//! - `callable`: the caller's end, which compares fingerprints and lifts the result
//! - `failure`: the failure itself
//! - `panic_hook`: the panic hook of a plugin, which records where a panic happened
//! - `panic_report`: the report of a panic that a plugin sends to its host
//! - `symbols`: names for the addresses of a backtrace, which the host looks up

mod args;
mod barrier;
mod callable;
mod failure;
mod panic_hook;
mod panic_report;
mod symbols;

pub use args::{Args, Entries, Entry};
pub use barrier::{barrier, contain};
pub(crate) use barrier::{barrier_without_value, contained, deliver, silence, told};
pub use callable::Callable;
pub(crate) use callable::lift_result;
pub use failure::Failure;
pub(crate) use panic_hook::{
    install as install_panic_hook, note as note_panic, remove as remove_panic_hook,
};
pub use panic_report::{PluginPanic, RawPanic, Untold};
pub use symbols::{Symbolizer, set_symbolizer};
pub(crate) use symbols::{defer_symbols_to, symbolize};
