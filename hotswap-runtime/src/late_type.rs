//! A live type of whichever generation serves now.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::object::Interface;
use hotswap::{Error, LiveData, Obj, Result};

use crate::guest::safe_point;
use crate::held::HeldType;
use crate::manager::PluginManager;
use crate::place::Place;
use crate::published::{Leased, Publish};

/// A live type by name, of whichever generation serves when a value is restored.
///
/// For what a host registers once and keeps for years, like the worker of a queue. It holds nothing between calls. An
/// object that was restored holds the version that has restored it, for as long as it lives.
///
/// Made by [`Swapper::late_type`](crate::Swapper::late_type). Cheap to clone, from any number of threads.
///
/// # Examples
///
/// ```
/// # use hotswap::prelude::*;
/// # #[hotswap::interface] trait Job { fn run(&self); }
/// # fn example(swapper: &hotswap_runtime::Swapper, data: LiveData) -> hotswap::Result<()> {
/// let fire = swapper.late_type("Fire");
/// // However many reloads later:
/// fire.restore::<dyn Job>(&data)?.run();
/// # Ok(())
/// # }
/// ```
pub struct LateType {
    current: Arc<Leased<PluginManager>>,
    name: Arc<str>,
    /// Where the type was found last. Written only after a reload.
    place: AtomicU64,
}

impl LateType {
    pub(crate) fn new(current: Arc<Leased<PluginManager>>, name: &str) -> Self {
        Self {
            current,
            name: name.into(),
            place: AtomicU64::new(Place::NOWHERE.to_bits()),
        }
    }

    /// Restores a value of the type that has this name now, as an object of the interface `I`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is none now, or its swapper is gone; else as
    /// [`LiveType::restore`](hotswap::LiveType::restore).
    pub fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        safe_point();
        self.current
            .with(|manager| self.resolve(manager)?.restore(data))
    }

    /// The name of the type.
    pub fn name(&self) -> &str {
        &self.name
    }

    #[inline]
    fn resolve<'a>(&self, manager: &'a PluginManager) -> Result<&'a HeldType> {
        // Relaxed: a place is whole in itself, and is nothing in a vault that it is not of.
        let place = Place::from_bits(self.place.load(Ordering::Relaxed));
        match manager.store().live_types().at(place) {
            Some(live_type) => Ok(live_type),
            None => self.look_up(manager),
        }
    }

    /// Looks the name up, and remembers where it was.
    #[cold]
    fn look_up<'a>(&self, manager: &'a PluginManager) -> Result<&'a HeldType> {
        let (live_type, place) = find(manager, &self.name)?;
        // Relaxed: as above.
        self.place.store(place.to_bits(), Ordering::Relaxed);
        Ok(live_type)
    }
}

/// The live type called `name` in a generation, and where it is.
pub(crate) fn find<'a>(manager: &'a PluginManager, name: &str) -> Result<(&'a HeldType, Place)> {
    let found = manager.store().live_types().find(name);
    found.map_err(|error| match manager.is_closed() {
        true => Error::not_found("live type", name, "a vault whose swapper was dropped", []),
        false => error,
    })
}

impl Clone for LateType {
    fn clone(&self) -> Self {
        Self {
            current: Arc::clone(&self.current),
            name: Arc::clone(&self.name),
            // Relaxed: as in `resolve`.
            place: AtomicU64::new(self.place.load(Ordering::Relaxed)),
        }
    }
}

impl fmt::Debug for LateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LateType({})", self.name)
    }
}
