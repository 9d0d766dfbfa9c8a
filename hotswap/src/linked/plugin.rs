//! One plugin of this binary.
//!
//! # Invariant
//!
//! A [`LinkedRef`] is the address of a static [`Linked`].

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linkme::distributed_slice;

use crate::host::HostServices;
use crate::manifest::{Manifest, ManifestError, crate_of, crate_of_item};
use crate::root::{ITEMS, Item, Root};
use crate::thread::Threads;

/// All plugins that are linked into this binary.
#[distributed_slice]
pub static LINKED: [&'static Linked];

/// A plugin that is linked into this binary. The macros generate it.
pub struct Linked {
    name: &'static str,
    /// Other crates whose items belong to the plugin.
    crates: &'static [&'static str],
    record: &'static [u8],
    root: &'static Root,
    pub(super) hosts: Mutex<Hosts>,
    pub(super) threads: Threads,
}

/// A linked plugin by its address, which can be compared and used as a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LinkedRef(*const Linked);

impl LinkedRef {
    pub(crate) fn get(self) -> &'static Linked {
        // SAFETY: STATIC-ITEMS: it is the address of a `Linked`, which is a static.
        unsafe { &*self.0 }
    }
}

impl From<&'static Linked> for LinkedRef {
    fn from(linked: &'static Linked) -> Self {
        Self(linked)
    }
}

/// The swappers that have had a plugin.
pub(super) struct Hosts {
    /// The services of each. They are never freed, because the code of the plugin may have kept them.
    pub(super) services: Vec<&'static HostServices>,
    /// Whether the last of them has it now.
    pub(super) is_attached: bool,
}

/// An item that belongs to no plugin, or to several.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stray {
    /// The name of an item.
    pub item: String,
    /// The crate that it is in.
    pub krate: String,
    /// The plugins that claim this crate: none, or several.
    pub plugins: Vec<&'static str>,
}

impl Linked {
    /// The plugin of the crate that the module `path` is in, with items in that crate and in `crates`.
    pub const fn new(
        path: &'static str,
        crates: &'static [&'static str],
        record: &'static [u8],
        root: &'static Root,
    ) -> Self {
        Self {
            name: crate_of(path),
            crates,
            record,
            root,
            hosts: Mutex::new(Hosts {
                services: Vec::new(),
                is_attached: false,
            }),
            threads: Threads::new(),
        }
    }

    /// The plugins of this binary, in the order of the linker.
    pub fn all() -> &'static [&'static Self] {
        &LINKED
    }

    /// The plugin that the items of a crate belong to.
    pub(crate) fn of_crate(krate: &str) -> Option<&'static Self> {
        LINKED.iter().find(|it| it.has_crate(krate)).copied()
    }

    /// The name of its crate, which is that of its library where it is built as one.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its root.
    pub fn root(&self) -> &'static Root {
        self.root
    }

    fn has_crate(&self, krate: &str) -> bool {
        self.name == krate || self.crates.contains(&krate)
    }

    /// Its items, as the linker kept them.
    pub fn items(&self) -> impl Iterator<Item = &'static Item> {
        ITEMS
            .iter()
            .filter(|item| self.has_crate(crate_of_item(item.record_here())))
    }

    /// Its manifest.
    ///
    /// # Errors
    ///
    /// [`ManifestError`], as for a library, for example if two items have the same name.
    pub fn manifest(&self) -> std::result::Result<Manifest, ManifestError> {
        let mut section = self.record.to_vec();
        for item in self.items() {
            section.extend_from_slice(item.record_here());
        }
        Manifest::read(&section)
    }

    /// One item of each crate that belongs to no plugin, or to several.
    pub fn strays() -> Vec<Stray> {
        let mut strays: Vec<Stray> = Vec::new();
        for item in ITEMS.iter() {
            let krate = crate_of_item(item.record_here());
            let plugins = LINKED.iter().filter(|it| it.has_crate(krate));
            let mut plugins: Vec<_> = plugins.map(|it| it.name).collect();
            if plugins.len() == 1 || strays.iter().any(|it| it.krate == krate) {
                continue;
            }
            plugins.sort_unstable();
            strays.push(Stray {
                // SAFETY: STATIC-ITEMS: the item is in this binary.
                item: unsafe { item.name() }.to_owned(),
                krate: krate.to_owned(),
                plugins,
            });
        }
        strays.sort_by(|one, other| one.krate.cmp(&other.krate));
        strays
    }

    /// Whether a swapper has it.
    pub fn is_attached(&self) -> bool {
        lock(&self.hosts).is_attached
    }

    /// Its threads, if it has a host.
    pub(crate) fn threads(&self) -> Option<&Threads> {
        self.is_attached().then_some(&self.threads)
    }

    /// The services of the swapper that has it.
    pub(crate) fn host(&self) -> Option<&'static HostServices> {
        let hosts = lock(&self.hosts);
        hosts.services.last().copied().filter(|_| hosts.is_attached)
    }
}

impl fmt::Debug for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Linked({})", self.name)
    }
}

/// A panic while the lock was held does not invalidate the data.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
