//! A late-bound extension slot.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use hotswap::object::Interface;
use hotswap::{Error, Obj, Result};

use crate::guest::implicit_safe_point;
use crate::manager::PluginManager;
use crate::published::{Leased, Publish};

/// A late-bound extension slot: each call uses the object that is in the slot in the current generation.
///
/// Use it for what a host keeps for years. An [`Obj`] kept that long would keep calling the version it was taken from,
/// and keep that version loaded. A `LateExtension` holds nothing between calls. A call that has begun runs to its end
/// on the version it began on.
///
/// Made by [`Swapper::late_extension`](crate::Swapper::late_extension). Cheap to clone.
///
/// # Examples
///
/// ```
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] trait Greeter { fn greet(&self, name: &str) -> String; }
/// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
/// let greeter = swapper.late_extension::<dyn Greeter>();
/// // Any number of reloads later, whether or not another plugin fills the slot:
/// println!("{}", greeter.call(|greeter| greeter.greet("Bob"))?);
/// # Ok(())
/// # }
/// ```
pub struct LateExtension<I: ?Sized> {
    current: Arc<Leased<PluginManager>>,
    _interface: PhantomData<fn() -> Box<I>>,
}

impl<I: ?Sized + Interface> LateExtension<I> {
    pub(crate) fn new(current: Arc<Leased<PluginManager>>) -> Self {
        Self {
            current,
            _interface: PhantomData,
        }
    }

    /// Lends the object that is in the slot now to `body`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if the slot is empty now, or its swapper is gone; [`Error::SignatureMismatch`] if
    /// the object is of another version of the interface.
    pub fn call<R>(&self, body: impl FnOnce(&Obj<I>) -> R) -> Result<R> {
        implicit_safe_point();
        self.current.with(|manager| Ok(body(&Self::find(manager)?)))
    }

    /// The object that is in the slot now, to be kept: with the version that it is of.
    ///
    /// # Errors
    ///
    /// As [`LateExtension::call`].
    pub fn get(&self) -> Result<Obj<I>> {
        implicit_safe_point();
        self.current.with(Self::find)
    }

    fn find(manager: &PluginManager) -> Result<Obj<I>> {
        if manager.is_closed() {
            let name = format!("dyn {}", I::TYPE.name());
            let place = "a vault whose swapper was dropped";
            return Err(Error::not_found("extension", &name, place, []));
        }
        manager.own_vault().extension()
    }
}

impl<I: ?Sized + Interface> Clone for LateExtension<I> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.current))
    }
}

impl<I: ?Sized + Interface> fmt::Debug for LateExtension<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LateExtension(dyn {})", I::TYPE.name())
    }
}
