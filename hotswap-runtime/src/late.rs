//! A function of whichever generation serves now.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::abi::Abi;
use hotswap::call::Args;
use hotswap::{Error, Result};

use crate::guest::safe_point;
use crate::held::HeldFn;
use crate::manager::PluginManager;
use crate::place::Place;
use crate::published::{Leased, Publish};

/// A live function by name, of whichever generation serves at the time of the call.
///
/// For what a host registers once and keeps for years: a command, a route, a timer. A [`LiveFn`](hotswap::LiveFn)
/// kept that long would run the code of its day, and keep it loaded. This one holds nothing between calls. A call runs
/// to its end on the version it began on.
///
/// Made by [`Swapper::late_fn`](crate::Swapper::late_fn). Cheap to clone, and as cheap to call as a
/// [`LiveFn`](hotswap::LiveFn), from any number of threads.
///
/// # Examples
///
/// ```
/// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
/// let greet = swapper.late_fn("greet");
/// let command = move |name: &str| greet.call::<String>((name,));
/// // However many reloads later:
/// println!("{}", command("Bob")?);
/// # Ok(())
/// # }
/// ```
pub struct LateFn {
    current: Arc<Leased<PluginManager>>,
    name: Arc<str>,
    /// Where the function was found last. Written only after a reload.
    place: AtomicU64,
}

impl LateFn {
    pub(crate) fn new(current: Arc<Leased<PluginManager>>, name: &str) -> Self {
        Self {
            current,
            name: name.into(),
            place: AtomicU64::new(Place::NOWHERE.to_bits()),
        }
    }

    /// Calls the function that has this name now. `R` is what it returns, or the `T` of its
    /// `hotswap::Result<T>`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is none now, or its swapper is gone; [`Error::SignatureMismatch`] if it
    /// takes or returns something else in this version; [`Error::Panicked`] if it panicked, or the error that
    /// it returned.
    #[inline]
    pub fn call<'s, R: Abi>(&self, args: impl Args<'s>) -> Result<R> {
        safe_point();
        self.current
            .with(|manager| self.resolve(manager)?.call(args))
    }

    /// The name of the function.
    pub fn name(&self) -> &str {
        &self.name
    }

    #[inline]
    fn resolve<'a>(&self, manager: &'a PluginManager) -> Result<&'a HeldFn> {
        // Relaxed: a place is whole in itself, and is nothing in a vault that it is not of.
        let place = Place::from_bits(self.place.load(Ordering::Relaxed));
        match manager.store().live_fns().at(place) {
            Some(live_fn) => Ok(live_fn),
            None => self.look_up(manager),
        }
    }

    /// Looks the name up, and remembers where it was.
    #[cold]
    fn look_up<'a>(&self, manager: &'a PluginManager) -> Result<&'a HeldFn> {
        let found = manager.store().live_fns().find(&self.name);
        let (live_fn, place) = found.map_err(|error| match manager.is_closed() {
            true => self.swapper_is_gone(),
            false => error,
        })?;
        // Relaxed: as above.
        self.place.store(place.to_bits(), Ordering::Relaxed);
        Ok(live_fn)
    }

    fn swapper_is_gone(&self) -> Error {
        let place = "a vault whose swapper was dropped";
        Error::not_found("live function", &self.name, place, [])
    }
}

impl Clone for LateFn {
    fn clone(&self) -> Self {
        Self {
            current: Arc::clone(&self.current),
            name: Arc::clone(&self.name),
            // Relaxed: as in `resolve`.
            place: AtomicU64::new(self.place.load(Ordering::Relaxed)),
        }
    }
}

impl fmt::Debug for LateFn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LateFn({})", self.name)
    }
}
