//! What happens to a version that was replaced.

use std::fmt;

use rustc_hash::FxHashMap;

use crate::name;

/// What happens to a version of a plugin once it was replaced and is no longer used.
///
/// In every mode a version is kept while it is used. A version that is undone before it has served is freed in every mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// It stays as it is, value and threads and all, until its swapper is dropped, and mapped after that. For
    /// plugins that must not end while the host runs.
    Resident,
    /// It is freed, and its library stays mapped. For plugins that give addresses of their code away, for example to a C
    /// library that never forgets them. Such code may be called at any time, so it keeps its imports: a plugin that it
    /// imports is not freed before its swapper is dropped.
    Retire,
    /// It is freed, and its library is closed once none of its code can run again. Where that cannot be made
    /// safe, it is as [`Mode::Retire`], and the report of the load says so.
    #[default]
    Unload,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Resident => "resident",
            Self::Retire => "retire",
            Self::Unload => "unload",
        })
    }
}

/// The modes that a host has set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Modes {
    pub(crate) of_all: Mode,
    /// Those of single plugins, by folded name.
    pub(crate) of_some: FxHashMap<String, Mode>,
}

impl Modes {
    /// The mode of the plugin called `name`.
    pub(crate) fn of(&self, name: &str) -> Mode {
        let own = self.of_some.get(&name::fold(name));
        own.copied().unwrap_or(self.of_all)
    }
}
