//! Live functions and live types, as what is found by name in a generation.

use hotswap::{Error, Restorer, Result};

use super::named::Find;
use crate::generational_index::GenerationalIndex;
use crate::instance::LiveFnEntry;
use crate::manager::PluginManager;
use crate::vault::{HeldItem, Index, NamedItem, VaultStore};

/// An item that a vault has a directory of.
pub(crate) trait Stored: NamedItem {
    /// All of this kind in a vault.
    fn all_in(vault: &VaultStore) -> &Index<Self>;
}

impl Stored for LiveFnEntry {
    #[inline]
    fn all_in(vault: &VaultStore) -> &Index<Self> {
        vault.live_fns()
    }
}

impl Stored for Restorer {
    fn all_in(vault: &VaultStore) -> &Index<Self> {
        vault.live_types()
    }
}

impl<T: Stored> Find for HeldItem<T> {
    #[inline]
    fn at(manager: &PluginManager, index: GenerationalIndex) -> Option<&Self> {
        T::all_in(manager.store()).at(index)
    }

    fn find<'a>(manager: &'a PluginManager, name: &str) -> Result<(&'a Self, GenerationalIndex)> {
        T::all_in(manager.store()).find(name)
    }

    fn gone(name: &str) -> Error {
        Error::not_found(
            T::KIND.as_str(),
            name,
            "a vault whose swapper was dropped",
            [],
        )
    }
}
