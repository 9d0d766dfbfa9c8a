//! A late-bound live type.

use std::fmt;
use std::sync::Arc;

use hotswap::object::Interface;
use hotswap::{LiveData, Obj, Result};

use super::named::Named;
use crate::manager::PluginManager;
use crate::published::Leased;
use crate::vault::HeldType;

/// A late-bound live type: each value is restored by the version in the current generation.
///
/// Use it for what a host registers once and keeps for years, like the worker of a queue. It holds nothing between
/// calls. A restored object keeps the version that restored it loaded for as long as the object lives.
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
/// // Any number of reloads later:
/// fire.restore::<dyn Job>(&data)?.run();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct LateType(Named<HeldType>);

impl LateType {
    pub(crate) fn new(current: Arc<Leased<PluginManager>>, name: &str) -> Self {
        Self(Named::new(current, name))
    }

    /// Restores a value of the type that has this name now, as an object of the interface `I`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](hotswap::Error::NotFound) if there is none now, or its swapper is gone; else as
    /// [`LiveType::restore`](hotswap::LiveType::restore).
    pub fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        self.0.with(|live_type| live_type.restore(data))
    }

    /// The name of the type.
    pub fn name(&self) -> &str {
        self.0.name()
    }
}

impl fmt::Debug for LateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LateType({})", self.name())
    }
}
