//! What `#[live_type]` makes of a type.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::upgrade::Upgrade;
use crate::error::Result;
use crate::live_data::LiveData;
use crate::object::{AnyObj, ImplementedBy, Obj};
use crate::shape::{Kind, Part, TypeDesc};

/// A type with [`#[live_type]`](macro@crate::live_type): its values become data that knows what it is of.
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
pub trait Live: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name by which it is restored.
    const NAME: &'static str;

    /// The crate that it is in.
    #[doc(hidden)]
    const CRATE: &'static str;

    /// Its version.
    const VERSION: u32;

    /// Names that it had before.
    #[doc(hidden)]
    const ALIASES: &'static [&'static str];

    /// Its interfaces, as others see them.
    #[doc(hidden)]
    const TYPE: &'static TypeDesc;

    /// Its interfaces, and the ways to become an object of each.
    #[doc(hidden)]
    const INTERFACES: &'static [As<Self>];

    /// The ways from older versions.
    #[doc(hidden)]
    const UPGRADES: &'static [Upgrade];

    /// Data that is restored by the name inside it: `vault.restore::<dyn Job>(&data)`.
    ///
    /// # Errors
    ///
    /// As [`LiveData::wrap`].
    fn to_live(&self) -> Result<LiveData> {
        LiveData::tagged(Self::NAME, Self::VERSION, self)
    }
}

/// How a `T` becomes an object of one of its interfaces.
#[derive(Debug)]
pub struct As<T> {
    interface: &'static TypeDesc,
    make: fn(T) -> AnyObj,
}

impl<T> As<T> {
    /// As an object of the interface `I`.
    pub const fn interface<I: ?Sized + ImplementedBy<T>>() -> Self {
        Self {
            interface: I::TYPE,
            make: |value| Obj::<I>::new(value).into(),
        }
    }

    /// The fingerprint of the interface.
    pub(super) const fn fingerprint(&self) -> u64 {
        self.interface.fingerprint()
    }

    pub(super) fn make(&self, value: T) -> AnyObj {
        (self.make)(value)
    }
}

/// Describes a live type by its interfaces.
pub const fn description(name: &'static str, interfaces: &'static [Part]) -> TypeDesc {
    TypeDesc::new(Kind::LiveType, name, interfaces)
}
