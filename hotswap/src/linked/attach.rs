//! A linked plugin and the swapper that has it.

use super::panics;
use super::plugin::{Linked, lock};
use crate::host::HostServices;

/// A linked plugin that a swapper has. When it is dropped, another swapper can have the plugin.
#[derive(Debug)]
#[must_use = "the plugin loses its host when this is dropped"]
pub struct Attached(&'static Linked);

/// Another swapper has the plugin.
#[derive(Debug)]
pub struct Taken;

impl Linked {
    /// Attaches the plugin to a host.
    ///
    /// # Errors
    ///
    /// [`Taken`] if it has one.
    pub fn attach(&'static self, host: HostServices) -> std::result::Result<Attached, Taken> {
        let mut hosts = lock(&self.hosts);
        if hosts.is_attached {
            return Err(Taken);
        }
        panics::note_from_now_on();
        self.threads.reset();
        hosts.services.push(Box::leak(Box::new(host)));
        hosts.is_attached = true;
        Ok(Attached(self))
    }
}

impl Attached {
    /// The plugin.
    pub fn plugin(&self) -> &'static Linked {
        self.0
    }

    /// The services of its host.
    ///
    /// # Panics
    ///
    /// Never: an attached plugin has a host.
    pub fn services(&self) -> &'static HostServices {
        self.0.host().expect("what is attached has a host")
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        lock(&self.0.hosts).is_attached = false;
    }
}
