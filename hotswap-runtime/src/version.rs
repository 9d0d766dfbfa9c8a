//! One version of a plugin as it is found from above: its life, and ways to what is left of it.

use std::sync::{Arc, OnceLock, Weak};

use hotswap::keep::{Keep, KeepPurpose};
use hotswap::{Error, Result};

use crate::guest::{Holder, Holders};
use crate::library::Library;
use crate::life::Life;
use crate::mortal::Mortal;
use crate::plugin::{ByFuture, ByObject, ByWaker, LoadedPlugin, Shared};

/// A version that is not over. Holds nothing of it.
#[derive(Debug)]
pub(crate) struct Version {
    life: Arc<Life>,
    library: OnceLock<Weak<Mortal<Library>>>,
    shared: OnceLock<Weak<Shared>>,
    holders: OnceLock<Holders>,
    /// An address in its library.
    place: OnceLock<usize>,
}

impl Version {
    pub(crate) fn new(life: Life) -> Self {
        Self {
            life: Arc::new(life),
            library: OnceLock::new(),
            shared: OnceLock::new(),
            holders: OnceLock::new(),
            place: OnceLock::new(),
        }
    }

    pub(crate) fn life(&self) -> &Arc<Life> {
        &self.life
    }

    pub(crate) fn has_library(&self, library: &Arc<Mortal<Library>>) {
        // Set once, when it was opened.
        let _ = self.library.set(Arc::downgrade(library));
        let _ = self.place.set(std::ptr::from_ref(library.root()).addr());
        if let Some(guest) = library.guest() {
            if self.life.has_explicit_safe_points() {
                guest.wait_for_explicit_safe_points();
            }
            let _ = self.holders.set(guest.holders());
        }
    }

    pub(crate) fn is_used_through(&self, plugin: &LoadedPlugin) {
        // Set once, when the plugin was created.
        let _ = self.shared.set(Arc::downgrade(plugin.shared()));
    }

    /// What its users share, while there are any.
    pub(crate) fn shared(&self) -> Option<Arc<Shared>> {
        self.shared.get()?.upgrade()
    }

    /// One more holder, for what of the plugin is outside of it. While its instance is being freed, and while its
    /// thread-locals go, only the library is kept: that is all that it needs then.
    ///
    /// # Errors
    ///
    /// Before it is loaded, and once its library is being closed.
    pub(crate) fn keep(&self, kind: KeepPurpose) -> Result<Keep> {
        if let Some(shared) = self.shared() {
            return Ok(match kind {
                KeepPurpose::PendingFuture => Keep::of::<ByFuture>(shared),
                KeepPurpose::HeldWaker => Keep::of::<ByWaker>(shared),
                _ => Keep::of::<ByObject>(shared),
            });
        }
        let Some(library) = self.library.get() else {
            return Err(Error::msg(
                "a plugin cannot hand out objects before it is loaded",
            ));
        };
        if let Some(library) = library.upgrade() {
            return Ok(Keep::new(library));
        }
        match self.holders.get() {
            Some(holders) => holders.keep().ok_or_else(|| {
                Error::msg("a plugin cannot hand out objects while its library is closed")
            }),
            // It is never closed.
            None => Ok(Keep::new(Arc::new(()))),
        }
    }

    /// How many objects hold its library that have left it since it was freed.
    pub(crate) fn late_objects(&self) -> usize {
        self.holders.get().map_or(0, Holders::objects)
    }

    /// By what the process has addresses of its library for good, as far as that is known by now.
    pub(crate) fn known_by(&self) -> Option<String> {
        let known_by = self.holders.get()?.known_by();
        (!known_by.is_empty()).then(|| known_by.join(", "))
    }

    /// The signals whose handlers are being run in its library.
    pub(crate) fn handlers(&self) -> Vec<String> {
        self.holders
            .get()
            .map(Holders::handlers)
            .unwrap_or_default()
    }

    /// Who says what threads have of its library; `None` before it is opened, and where that is not known.
    pub(crate) fn holders(&self) -> Option<&Holders> {
        self.holders.get()
    }

    /// An address in its library; `None` before it is opened.
    pub(crate) fn place(&self) -> Option<usize> {
        self.place.get().copied()
    }

    /// The threads that hold its library, whoever has that.
    pub(crate) fn threads(&self) -> Vec<Holder> {
        self.holders.get().map(Holders::list).unwrap_or_default()
    }
}
