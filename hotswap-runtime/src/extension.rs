//! Objects that the host makes for each generation.

use std::fmt;

use hotswap::call::contain;
use hotswap::object::{AnyObj, ImplementedBy, Interface};
use hotswap::{InterfaceRef, Obj, Result};

use crate::error::ReloadError;

/// What makes an object of the interface `I`: a closure that returns something which implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not make an extension",
    label = "not a closure that returns something which implements `{I}`",
    note = "write `.extension::<dyn Trait>(|| Thing::new())` for a `Thing` that implements `Trait`",
    note = "for one that may fail, or gives an `Obj<dyn Trait>`, there is `try_extension`"
)]
pub trait Factory<I: ?Sized + Interface>: Send + Sync + 'static {
    /// Makes one.
    #[doc(hidden)]
    fn make(&self) -> Obj<I>;
}

impl<F, T, I> Factory<I> for F
where
    F: Fn() -> T + Send + Sync + 'static,
    I: ?Sized + ImplementedBy<T>,
{
    fn make(&self) -> Obj<I> {
        Obj::new(self())
    }
}

/// An extension slot that the host fills in each generation.
pub(crate) struct Extension {
    interface: InterfaceRef<'static>,
    make: Box<dyn Fn() -> Result<AnyObj> + Send + Sync>,
}

impl Extension {
    pub(crate) fn new<I: ?Sized + Interface>(
        make: impl Fn() -> Result<Obj<I>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            interface: InterfaceRef::of::<I>(),
            make: Box::new(move || make().map(AnyObj::from)),
        }
    }

    /// Makes the object, and passes it to `set`, which puts it into the slot.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Extension`] if either fails or panics.
    pub(crate) fn fill(
        &self,
        slot: impl FnOnce(&InterfaceRef<'static>, AnyObj) -> Result<()>,
    ) -> Result<(), ReloadError> {
        let filled = contain(|| (self.make)()).and_then(|object| slot(&self.interface, object));
        filled.map_err(|error| ReloadError::Extension {
            name: format!("dyn {}", self.interface.name()),
            error: Box::new(error),
        })
    }
}

impl fmt::Debug for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extension({:?})", self.interface)
    }
}
