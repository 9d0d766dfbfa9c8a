//! The serde traits that a live type needs.
//!
//! Generated code uses these traits instead of serde's own, so that errors have our messages, and rustc does not point at bounds in
//! the source of hotswap.

use std::any::Any;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::upgrade::Stage;
use crate::error::Result;
use crate::live_data::LiveData;

/// A value that can be written as live data: every type that implements [`Serialize`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written as live data",
    label = "does not implement `serde::Serialize`",
    note = "put `#[derive(serde::Serialize)]` on it"
)]
pub trait Writable {
    /// As data of a live type.
    fn write(&self, name: &'static str, version: u32) -> Result<LiveData>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Writable for T {
    fn write(&self, name: &'static str, version: u32) -> Result<LiveData> {
        LiveData::tagged(name, version, self)
    }
}

/// A value that can be read from live data: every type that implements [`Deserialize`](serde::Deserialize) and borrows nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from live data",
    label = "does not implement `serde::Deserialize`, or borrows",
    note = "put `#[derive(serde::Deserialize)]` on it, and let it own its data"
)]
pub trait Readable: Sized {
    /// From data, or from the value of the previous upgrade.
    fn read(stage: Stage<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Any> Readable for T {
    fn read(stage: Stage<'_>) -> Result<Self> {
        stage.take()
    }
}
