//! A late-bound export of a plugin.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use hotswap::object::Interface;
use hotswap::{Error, Obj, Result};

use super::named::{Find, Named};
use crate::generational_index::GenerationalIndex;
use crate::manager::{Member, PluginManager};
use crate::published::Leased;

/// A late-bound export: each call uses the object that the plugin exports in the current generation.
///
/// Use it for what a host keeps for years. An [`Obj`] kept that long would keep calling the version it was taken from,
/// and keep that version loaded. A `LatePlugin` holds nothing between calls. A call that has begun runs to its end on
/// the version it began on.
///
/// Made by [`Swapper::late_plugin`](crate::Swapper::late_plugin). Cheap to clone. Calls from different threads do not
/// contend with each other.
///
/// # Examples
///
/// ```
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] trait Greeter { fn greet(&self, name: &str) -> String; }
/// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
/// let world = swapper.late_plugin::<dyn Greeter>("world");
/// // Any number of reloads later:
/// println!("{}", world.call(|world| world.greet("Bob"))?);
/// # Ok(())
/// # }
/// ```
pub struct LatePlugin<I: ?Sized> {
    member: Named<Member>,
    _interface: PhantomData<fn() -> Box<I>>,
}

impl<I: ?Sized + Interface> LatePlugin<I> {
    pub(crate) fn new(current: Arc<Leased<PluginManager>>, name: &str) -> Self {
        Self {
            member: Named::new(current, name),
            _interface: PhantomData,
        }
    }

    /// Lends the object that the plugin exports now to `body`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such plugin now, it exports nothing, or its swapper is gone;
    /// [`Error::SignatureMismatch`] if it exports another interface in this version.
    #[inline]
    pub fn call<R>(&self, body: impl FnOnce(&Obj<I>) -> R) -> Result<R> {
        self.member.with(|member| member.held().map(body))
    }

    /// Gives the object that the plugin exports to an async `body`, of the generation that serves when the result is first
    /// polled. `body` runs to its end on that version, and keeps it loaded.
    ///
    /// # Errors
    ///
    /// As [`LatePlugin::call`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::prelude::*;
    /// # #[hotswap::interface] trait Store { async fn get(&self, key: &str) -> Option<String>; }
    /// # async fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
    /// let store = swapper.late_plugin::<dyn Store>("store");
    /// let value = store.call_async(async |store| store.get("key").await).await?;
    /// # Ok(())
    /// # }
    /// ```
    // The object is passed by value: for a closure that borrows it, there is no way to require that its future is `Send`.
    pub async fn call_async<F: Future>(&self, body: impl FnOnce(Obj<I>) -> F) -> Result<F::Output> {
        let object = self.get()?;
        Ok(body(object).await)
    }

    /// The object that it exports now, to be kept: with the version that it is of.
    ///
    /// # Errors
    ///
    /// As [`LatePlugin::call`].
    pub fn get(&self) -> Result<Obj<I>> {
        self.call(Obj::clone)
    }

    /// The name of the plugin.
    pub fn name(&self) -> &str {
        self.member.name()
    }
}

impl Find for Member {
    #[inline]
    fn at(manager: &PluginManager, index: GenerationalIndex) -> Option<&Self> {
        manager.at(index)
    }

    fn find<'a>(manager: &'a PluginManager, name: &str) -> Result<(&'a Self, GenerationalIndex)> {
        let (index, member) = manager.find(name)?;
        Ok((member, manager.index(index)))
    }

    fn gone(name: &str) -> Error {
        Error::not_found("plugin", name, "a swapper that was dropped", [])
    }
}

impl<I: ?Sized> Clone for LatePlugin<I> {
    fn clone(&self) -> Self {
        Self {
            member: self.member.clone(),
            _interface: PhantomData,
        }
    }
}

impl<I: ?Sized> fmt::Debug for LatePlugin<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LatePlugin({})", self.member.name())
    }
}
