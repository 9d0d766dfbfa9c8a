//! The trait that `#[live_type]` implements.

use std::sync::Arc;

use super::upgrade::{Stage, Upgrade};
use crate::error::Result;
use crate::live_data::LiveData;
use crate::object::AnyObj;
use crate::shape::{Fingerprint, Kind, Part, TypeDesc};

/// A type with [`#[live_type]`](macro@crate::live_type): its values can be stored as data that names the type.
///
/// # Examples
///
/// ```
/// use hotswap::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[hotswap::interface]
/// pub trait Job {
///     fn run(&self);
/// }
///
/// #[live_type(dyn Job)]
/// #[derive(Serialize, Deserialize)]
/// struct Fire { n: u32 }
///
/// impl Job for Fire {
///     fn run(&self) {
///         println!("{} times fire", self.n);
///     }
/// }
///
/// # fn main() -> hotswap::Result<()> {
/// let data = Fire { n: 3 }.to_live()?;
/// assert_eq!(data.live_type(), Some(("Fire", 1)));
/// # Ok(())
/// # }
/// ```
// Without supertraits (those of serde, `Send` and `Sync`), so that a missing trait causes one error, where the user wrote the
// type.
pub trait Live: Sized + 'static {
    /// The name by which it is restored.
    const NAME: &'static str;

    /// The crate that defines it.
    #[doc(hidden)]
    const CRATE: &'static str;

    /// Its version.
    const VERSION: u32;

    /// Names that it had before.
    #[doc(hidden)]
    const ALIASES: &'static [&'static str];

    /// The description of its interfaces.
    #[doc(hidden)]
    const TYPE: &'static TypeDesc;

    /// Its interfaces, and how to create an object of each.
    #[doc(hidden)]
    const INTERFACES: &'static [As<Self>];

    /// The upgrades from older versions.
    #[doc(hidden)]
    const UPGRADES: &'static [Upgrade];

    /// Writes a value, under a name and a version.
    #[doc(hidden)]
    const WRITE: Write<Self>;

    /// Reads a value of the current version.
    #[doc(hidden)]
    const READ: Read<Self>;

    /// Data that is restored by the name inside it: `vault.restore::<dyn Job>(&data)`.
    ///
    /// # Errors
    ///
    /// As [`LiveData::wrap`].
    fn to_live(&self) -> Result<LiveData> {
        (Self::WRITE)(self, Self::NAME, Self::VERSION)
    }
}

/// Writes a value, under a name and a version.
pub type Write<T> = fn(&T, &'static str, u32) -> Result<LiveData>;

/// Reads a value of the current version.
pub type Read<T> = fn(Stage<'_>) -> Result<T>;

/// How a `T` becomes an object of one of its interfaces.
#[derive(Debug)]
pub struct As<T> {
    interface: &'static TypeDesc,
    make: fn(Arc<T>) -> AnyObj,
}

impl<T> As<T> {
    /// From the constants of [`ImplementedBy`](crate::object::ImplementedBy).
    pub const fn new(interface: &'static TypeDesc, make: fn(Arc<T>) -> AnyObj) -> Self {
        Self { interface, make }
    }

    /// The fingerprint of the interface.
    pub(super) const fn fingerprint(&self) -> Fingerprint {
        self.interface.fingerprint()
    }

    pub(super) fn make(&self, value: T) -> AnyObj {
        (self.make)(Arc::new(value))
    }
}

/// Describes a live type by its interfaces.
pub const fn description(name: &'static str, interfaces: &'static [Part]) -> TypeDesc {
    TypeDesc::new(Kind::LiveType, name, interfaces)
}
