//! What a plugin exports, in whichever generation serves now.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::object::Interface;
use hotswap::{Error, Obj, Result};

use crate::guest::safe_point;
use crate::manager::{Member, PluginManager};
use crate::place::Place;
use crate::published::{Leased, Publish};

/// The object that a plugin exports, of whichever generation serves at the time of the call.
///
/// For what a host keeps for years. An [`Obj`] kept that long would run the code of its day, and keep it
/// loaded. This one holds nothing between calls. A call runs to its end on the version it began on.
///
/// Made by [`Swapper::late_plugin`](crate::Swapper::late_plugin). Cheap to clone, and calls by it do not disturb
/// each other, from any number of threads.
///
/// # Examples
///
/// ```
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] trait Greeter { fn greet(&self, name: &str) -> String; }
/// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
/// let world = swapper.late_plugin::<dyn Greeter>("world");
/// // However many reloads later:
/// println!("{}", world.call(|world| world.greet("Bob"))?);
/// # Ok(())
/// # }
/// ```
pub struct LatePlugin<I: ?Sized> {
    current: Arc<Leased<PluginManager>>,
    name: Arc<str>,
    /// Where the plugin was found last. Written only after a reload.
    place: AtomicU64,
    _interface: PhantomData<fn() -> Box<I>>,
}

impl<I: ?Sized + Interface> LatePlugin<I> {
    pub(crate) fn new(current: Arc<Leased<PluginManager>>, name: &str) -> Self {
        Self {
            current,
            name: name.into(),
            place: AtomicU64::new(Place::NOWHERE.to_bits()),
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
        safe_point();
        self.current
            .with(|manager| self.resolve(manager)?.held().map(body))
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
        &self.name
    }

    #[inline]
    fn resolve<'a>(&self, manager: &'a PluginManager) -> Result<&'a Member> {
        // Relaxed: a place is whole in itself, and is nothing in a generation that it is not of.
        let place = Place::from_bits(self.place.load(Ordering::Relaxed));
        match manager.at(place) {
            Some(member) => Ok(member),
            None => self.look_up(manager),
        }
    }

    #[cold]
    fn look_up<'a>(&self, manager: &'a PluginManager) -> Result<&'a Member> {
        let found = manager.find(&self.name);
        let (index, member) = found.map_err(|error| match manager.is_closed() {
            true => Error::not_found("plugin", &self.name, "a swapper that was dropped", []),
            false => error,
        })?;
        let place = Place::new(manager.generation(), index);
        // Relaxed: as above.
        self.place.store(place.to_bits(), Ordering::Relaxed);
        Ok(member)
    }
}

impl<I: ?Sized + Interface> Clone for LatePlugin<I> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.current), &self.name)
    }
}

impl<I: ?Sized> fmt::Debug for LatePlugin<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LatePlugin({})", self.name)
    }
}
