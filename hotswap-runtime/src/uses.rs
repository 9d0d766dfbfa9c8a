//! Who uses one version of a plugin, counted by kind.

use std::sync::atomic::{AtomicUsize, Ordering};

use hotswap::keep;

use crate::plugin::Shared;

/// A kind of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// A generation, and what is in its vault.
    Generation,
    /// A [`LoadedPlugin`](crate::LoadedPlugin) that somebody has cloned.
    Plugin,
    /// A function that somebody took by name.
    Function,
    /// An object of the plugin that is outside of it.
    Object,
    /// What it exports, in a plugin that imports it.
    Import,
    /// What it exports, in a generation, or taken from there.
    Export,
}

/// How many there are of each.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    generations: AtomicUsize,
    plugins: AtomicUsize,
    functions: AtomicUsize,
    objects: AtomicUsize,
    imports: AtomicUsize,
    exports: AtomicUsize,
}

// Relaxed: for people to read. What keeps a version is the count of its `Arc`.

impl Uses {
    pub(crate) fn come(&self, kind: Use) {
        self.of(kind).fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn leave(&self, kind: Use) {
        self.of(kind).fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn count(&self, kind: Use) -> usize {
        self.of(kind).load(Ordering::Relaxed)
    }

    fn of(&self, kind: Use) -> &AtomicUsize {
        match kind {
            Use::Generation => &self.generations,
            Use::Plugin => &self.plugins,
            Use::Function => &self.functions,
            Use::Object => &self.objects,
            Use::Import => &self.imports,
            Use::Export => &self.exports,
        }
    }
}

/// What the plugin exports, in a generation; and clones of that, which are outside of it.
pub(crate) enum ByExport {}

impl keep::Holder for ByExport {
    type Owner = Shared;

    fn came(shared: &Shared) {
        shared.uses().come(Use::Export);
    }

    fn left(shared: &Shared) {
        shared.uses().leave(Use::Export);
    }
}

/// Functions that somebody took by name.
pub(crate) enum ByFunction {}

impl keep::Holder for ByFunction {
    type Owner = Shared;

    fn came(shared: &Shared) {
        shared.uses().come(Use::Function);
    }

    fn left(shared: &Shared) {
        shared.uses().leave(Use::Function);
    }
}

/// Objects of the plugin that are outside of it.
pub(crate) enum ByObject {}

impl keep::Holder for ByObject {
    type Owner = Shared;

    fn came(shared: &Shared) {
        shared.uses().come(Use::Object);
    }

    fn left(shared: &Shared) {
        shared.uses().leave(Use::Object);
    }
}

/// What the plugin exports, in plugins that import it.
pub(crate) enum ByImport {}

impl keep::Holder for ByImport {
    type Owner = Shared;

    fn came(shared: &Shared) {
        shared.uses().come(Use::Import);
    }

    fn left(shared: &Shared) {
        shared.uses().leave(Use::Import);
    }
}
