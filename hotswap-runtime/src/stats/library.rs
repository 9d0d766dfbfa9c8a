//! Shared libraries that plugins have brought in.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

/// A shared library that a plugin has brought into this process.
///
/// It stays mapped for good, because it may have threads, and destructors that run when threads of the host end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Library {
    /// The name that the system's loader looks for: `libz.so.1`.
    pub name: String,
    /// Where it was loaded from.
    pub path: PathBuf,
    /// The plugins that have needed it, whether they are still there or not.
    pub needed_by: BTreeSet<String>,
    /// Another file, which a plugin that was loaded later should have got: a new build of the library, say.
    ///
    /// The system's loader uses the library of that name that it already has. The other file is used once the host is
    /// started again.
    pub instead_of: Option<PathBuf>,
}

impl Library {
    pub(crate) fn new(name: &str, path: &Path) -> Self {
        Self {
            name: name.to_owned(),
            path: path.to_owned(),
            needed_by: BTreeSet::new(),
            instead_of: None,
        }
    }

    pub(crate) fn is_needed_by(&mut self, plugin: &str, instead_of: Option<PathBuf>) {
        self.needed_by.insert(plugin.to_owned());
        self.instead_of = instead_of;
    }
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plugins: Vec<_> = self.needed_by.iter().map(String::as_str).collect();
        let (name, path) = (&self.name, self.path.display());
        write!(
            f,
            "{name} ({path}) stays mapped, needed by {}",
            plugins.join(", ")
        )?;
        match &self.instead_of {
            Some(file) => write!(f, "; {} needs a restart of the host", file.display()),
            None => Ok(()),
        }
    }
}
