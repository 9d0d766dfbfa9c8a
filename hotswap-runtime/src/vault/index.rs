//! The index of one kind of items in a vault, by name.

use hotswap::{Error, LiveItem, Result};
use rustc_hash::FxHashMap;

use super::held_item::{HeldItem, NamedItem};
use crate::error::ReloadError;
use crate::generational_index::{Generation, GenerationalIndex};
use crate::plugin::LoadedPlugin;

/// All live functions of a generation, or all live types.
pub(crate) struct Index<T> {
    /// The vault.
    vault: Generation,
    held: Vec<HeldItem<T>>,
    /// Where each is in `held`.
    by_name: FxHashMap<Box<str>, usize>,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self {
            vault: Generation::new(0),
            held: Vec::new(),
            by_name: FxHashMap::default(),
        }
    }
}

impl<T: NamedItem> Index<T> {
    /// What the plugins have, for the vault of this number.
    pub(super) fn collect<'a>(
        vault: u64,
        plugins: impl Iterator<Item = &'a LoadedPlugin>,
    ) -> Result<Self, ReloadError> {
        let mut index = Self {
            vault: Generation::new(vault),
            ..Self::default()
        };
        for held in plugins.flat_map(HeldItem::all_of) {
            index.add(held)?;
        }
        Ok(index)
    }

    fn add(&mut self, held: HeldItem<T>) -> Result<(), ReloadError> {
        let index = self.held.len();
        if let Some(other) = self.by_name.insert(held.name().into(), index) {
            let (first, second) = (self.held[other].plugin(), held.plugin());
            return Err(ReloadError::duplicate(
                T::KIND,
                held.name(),
                first.name(),
                second.name(),
            ));
        }
        self.held.push(held);
        Ok(())
    }

    /// The item at `index`, if `index` is of this vault.
    #[inline]
    pub(crate) fn at(&self, index: GenerationalIndex) -> Option<&HeldItem<T>> {
        self.held.get(index.index_in(self.vault))
    }

    /// What is called `name`, and where it is.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], with the name that was probably meant.
    #[inline]
    pub(crate) fn find(&self, name: &str) -> Result<(&HeldItem<T>, GenerationalIndex)> {
        match self.by_name.get(name) {
            Some(&index) => Ok((&self.held[index], self.vault.index(index))),
            None => Err(self.not_found(name)),
        }
    }

    #[cold]
    fn not_found(&self, name: &str) -> Error {
        let known = self.by_name.keys().map(|name| &**name);
        let place = match self.by_name.is_empty() {
            true => "the vault, which has none",
            false => "the vault",
        };
        Error::not_found(T::KIND.as_str(), name, place, known)
    }

    /// All names, in order.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.by_name.keys().map(|name| name.to_string()).collect();
        names.sort();
        names
    }

    /// All of it for people to read, in order of the names.
    pub(super) fn items(&self) -> Vec<LiveItem> {
        let mut items: Vec<_> = self.held.iter().filter_map(HeldItem::to_item).collect();
        items.sort_by(|a, b| a.name.cmp(&b.name));
        items
    }
}
