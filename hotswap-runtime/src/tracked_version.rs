//! One version of a plugin as the registry tracks it: its data, and weak references to what is left of it.

use std::sync::{Arc, OnceLock, Weak};

use hotswap::keep::{Keep, KeepPurpose};
use hotswap::{Error, Result};

use crate::deferred::Deferred;
use crate::guest::{Holder, Holders};
use crate::library::{ByTask, Library};
use crate::panics;
use crate::plugin::{ByFuture, ByObject, ByWaker, LoadedPlugin, PluginInner};
use crate::version_info::VersionInfo;

/// A version that has not ended. Keeps nothing of it alive.
#[derive(Debug)]
pub(crate) struct TrackedVersion {
    info: Arc<VersionInfo>,
    library: OnceLock<Weak<Deferred<Library>>>,
    inner: OnceLock<Weak<PluginInner>>,
    holders: OnceLock<Holders>,
    /// An address in its library.
    place: OnceLock<usize>,
}

impl TrackedVersion {
    pub(crate) fn new(info: VersionInfo) -> Self {
        Self {
            info: Arc::new(info),
            library: OnceLock::new(),
            inner: OnceLock::new(),
            holders: OnceLock::new(),
            place: OnceLock::new(),
        }
    }

    pub(crate) fn info(&self) -> &Arc<VersionInfo> {
        &self.info
    }

    pub(crate) fn set_library(&self, library: &Arc<Deferred<Library>>) {
        // Set once, when it was opened.
        let _ = self.library.set(Arc::downgrade(library));
        let _ = self.place.set(std::ptr::from_ref(library.root()).addr());
        if let Some(guest) = library.guest() {
            let _ = self.holders.set(guest.holders());
        }
    }

    pub(crate) fn set_plugin(&self, plugin: &LoadedPlugin) {
        // Set once, when the plugin was created.
        let _ = self.inner.set(Arc::downgrade(plugin.inner()));
    }

    /// What its users share, while there are any.
    pub(crate) fn inner(&self) -> Option<Arc<PluginInner>> {
        self.inner.get()?.upgrade()
    }

    /// One more holder, for what of the plugin is outside of it. While its instance is being freed, and while its
    /// thread-locals go, only the library is kept: that is all that it needs then.
    ///
    /// # Errors
    ///
    /// Before it is loaded, and once its library is being closed.
    pub(crate) fn keep(&self, kind: KeepPurpose) -> Result<Keep> {
        if kind == KeepPurpose::SpawnedTask
            && let Some(library) = self.library.get().and_then(Weak::upgrade)
        {
            return Ok(Keep::of::<ByTask>(library));
        }
        if let Some(inner) = self.inner() {
            return Ok(match kind {
                KeepPurpose::PendingFuture => Keep::of::<ByFuture>(inner),
                KeepPurpose::HeldWaker => Keep::of::<ByWaker>(inner),
                _ => Keep::of::<ByObject>(inner),
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

    /// What `panics` needs to know of the version. It has no holders and no place before it is opened.
    pub(crate) fn panic_origin(&self) -> panics::Origin<'_> {
        panics::Origin {
            plugin: self.info.plugin(),
            number: self.info.number(),
            holders: self.holders.get(),
            place: self.place.get().copied(),
        }
    }

    /// The threads that hold its library.
    pub(crate) fn threads(&self) -> Vec<Holder> {
        self.holders.get().map(Holders::list).unwrap_or_default()
    }
}
