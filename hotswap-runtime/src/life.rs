//! One version of a plugin, from its opening to its end, as `stats` tells of it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use hotswap::keep::Keep;
use hotswap::{Error, Result};

use crate::guest::Holder;
use crate::library::Library;
use crate::log::log;
use crate::mode::Mode;
use crate::mortal::Mortal;
use crate::plugin::Shared;
use crate::uses::ByObject;
use crate::vault::PluginVault;

/// What is known of one version of a plugin.
pub(crate) struct Life {
    plugin: String,
    version: String,
    generation: u64,
    mode: Mode,
    has_served: AtomicBool,
    is_freed: AtomicBool,
    why_mapped: OnceLock<String>,
    library: OnceLock<Weak<Mortal<Library>>>,
    shared: OnceLock<Weak<Shared>>,
    vault: Arc<PluginVault>,
}

impl Life {
    pub(crate) fn new(plugin: &str, version: &str, generation: u64, mode: Mode) -> Self {
        Self {
            plugin: plugin.to_owned(),
            version: version.to_owned(),
            generation,
            mode,
            has_served: AtomicBool::new(false),
            is_freed: AtomicBool::new(false),
            why_mapped: OnceLock::new(),
            library: OnceLock::new(),
            shared: OnceLock::new(),
            vault: Arc::new(PluginVault::new(plugin)),
        }
    }

    pub(crate) fn plugin(&self) -> &str {
        &self.plugin
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// The generation that it was loaded for.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// What is to become of it. A library that must stay is never closed, whatever was asked for.
    pub(crate) fn mode(&self) -> Mode {
        match self.mode {
            Mode::Unload if self.why_mapped().is_some() => Mode::Retire,
            mode => mode,
        }
    }

    /// Why its library must stay mapped.
    pub(crate) fn why_mapped(&self) -> Option<&str> {
        self.why_mapped.get().map(String::as_str)
    }

    /// The vault as it sees it.
    pub(crate) fn vault(&self) -> &Arc<PluginVault> {
        &self.vault
    }

    /// Its library cannot be made safe to close.
    pub(crate) fn must_stay(&self, why: String) {
        log(|| tracing::debug!(plugin = self.plugin, why, "the library stays mapped"));
        // The first reason stays.
        let _ = self.why_mapped.set(why);
    }

    /// Whether it was ever in the generation that serves.
    pub(crate) fn has_served(&self) -> bool {
        // Relaxed: for people to read.
        self.has_served.load(Ordering::Relaxed)
    }

    pub(crate) fn serves(&self) {
        // Relaxed: as above.
        self.has_served.store(true, Ordering::Relaxed);
    }

    /// Whether its value is gone, so that only its library is left.
    pub(crate) fn is_freed(&self) -> bool {
        // Relaxed: for people to read.
        self.is_freed.load(Ordering::Relaxed)
    }

    pub(crate) fn freed(&self) {
        // Relaxed: as above.
        self.is_freed.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_library(&self, library: Weak<Mortal<Library>>) {
        // Set once, when it was opened.
        let _ = self.library.set(library);
    }

    pub(crate) fn is_used_through(&self, shared: Weak<Shared>) {
        // Set once, when the plugin was created.
        let _ = self.shared.set(shared);
    }

    /// What its users share, while there are any.
    pub(crate) fn shared(&self) -> Option<Arc<Shared>> {
        self.shared.get()?.upgrade()
    }

    /// One more holder, for an object that leaves the plugin. While its instance is being freed, only the
    /// library is kept: that is all that the object needs.
    ///
    /// # Errors
    ///
    /// Before it is loaded, and once it is closed.
    pub(crate) fn keep(&self) -> Result<Keep> {
        if let Some(shared) = self.shared() {
            return Ok(Keep::of::<ByObject>(shared));
        }
        match self.library.get().and_then(Weak::upgrade) {
            Some(library) => Ok(Keep::new(library)),
            None => Err(Error::msg(
                "a plugin cannot hand out objects before it is loaded, nor while it is closed",
            )),
        }
    }

    /// The threads that hold its library, as long as the reaper has not got it.
    pub(crate) fn threads(&self) -> Vec<Holder> {
        let library = self.library.get().and_then(Weak::upgrade);
        let outstanding = library.and_then(|it| it.guest().map(|guest| guest.outstanding()));
        outstanding.unwrap_or_default()
    }
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Life")
            .field("plugin", &self.plugin)
            .field("generation", &self.generation)
            .field("is_freed", &self.is_freed())
            .finish_non_exhaustive()
    }
}
