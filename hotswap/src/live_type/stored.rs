//! What a live type has from serde.
//!
//! The macro asks for these and not for serde's own traits: what is missing is told in words of ours, and rustc has no
//! bound of hotswap's source to point at.

use std::any::Any;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::upgrade::Stage;
use crate::error::Result;
use crate::live_data::LiveData;

/// A value that becomes live data: all that have [`Serialize`].
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

/// A value that is read from live data: all that have [`Deserialize`](serde::Deserialize) and borrow nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from live data",
    label = "does not implement `serde::Deserialize`, or borrows",
    note = "put `#[derive(serde::Deserialize)]` on it, and let it own its data"
)]
pub trait Readable: Sized {
    /// From data, or what the step before made of it.
    fn read(stage: Stage<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Any> Readable for T {
    fn read(stage: Stage<'_>) -> Result<Self> {
        stage.take()
    }
}
