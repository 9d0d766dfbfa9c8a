//! Shared libraries that plugins have brought into this process. They stay mapped for good.
//!
//! A library may have threads, and destructors that run at the end of threads of the host: it must not go with the
//! plugin that brought it in. All versions of a plugin use the same copy of it, so that there is one of each at most.
//!
//! The loader takes what it has for what it would find: a plugin that names another file of the same name is tied to the
//! one that is mapped. That is said ([`KeptLibrary::instead_of`]), since it is the old code that answers.

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::fs;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use crate::file_identity::FileIdentity;
use crate::guest::{Loaded, Snapshot};
use crate::independent_libraries;
use crate::inspect::{Inspection, SearchPath};
use crate::needs::{Origin, named_directories};

/// A shared library that a plugin needs, and that stays mapped.
#[derive(Clone, Debug)]
pub(crate) struct KeptLibrary {
    /// The name that the loader looks for.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// A plugin has brought it in, and not the host.
    pub(crate) by_plugin: bool,
    /// The file that the loader would have taken if this one were not mapped already.
    pub(crate) instead_of: Option<PathBuf>,
    /// It is known to keep no address of a plugin, and will stay mapped.
    pub(crate) is_independent: bool,
}

/// The shared libraries that a plugin's file names, except for those of the C runtime.
#[derive(Clone, Debug, Default)]
pub(crate) struct NeededLibraries {
    libraries: Vec<String>,
    search_path: Vec<String>,
}

impl NeededLibraries {
    pub(crate) fn of(inspection: &Inspection) -> Self {
        let libraries = inspection.needed.iter();
        let libraries = libraries.filter(|it| !independent_libraries::is_c_runtime(it));
        Self {
            libraries: libraries.cloned().collect(),
            search_path: inspection.search_path.clone(),
        }
    }
}

/// The loader's list, before a plugin is opened that needs more than the C runtime.
pub(crate) struct LoadedBefore<'a> {
    named: &'a NeededLibraries,
    snapshot: Snapshot,
}

/// The files that plugins have brought in, as they were then.
static BROUGHT_IN: Mutex<BTreeMap<PathBuf, FileIdentity>> = Mutex::new(BTreeMap::new());

impl<'a> LoadedBefore<'a> {
    /// Looks at what is mapped; `None` if that does not matter.
    pub(crate) fn opening(named: &'a NeededLibraries) -> Option<Self> {
        (!named.libraries.is_empty()).then(|| Self {
            named,
            snapshot: Snapshot::take(),
        })
    }

    /// Pins the libraries that the plugin needs, which is open now, and those that these need.
    ///
    /// # Safety
    ///
    /// `handle` came from `dlopen` and was not closed.
    pub(crate) unsafe fn keep(self, handle: *mut c_void) -> Vec<KeptLibrary> {
        let is_wanted = |name: &str| !independent_libraries::is_c_runtime(name);
        // SAFETY: OPEN-HANDLE: by the contract of this function.
        let needed = unsafe { Snapshot::take().needed_by(handle, is_wanted) };
        needed.into_iter().map(|it| self.keep_one(it)).collect()
    }

    fn keep_one(&self, library: Loaded) -> KeptLibrary {
        let is_pinned = library.pin();
        let was_there = self.snapshot.has(&library);
        let Loaded { name, path, .. } = library;
        let mut brought_in = BROUGHT_IN.lock();
        if !was_there && let Some(identity) = identity(&path) {
            brought_in.insert(path.clone(), identity);
        }
        let then = brought_in.get(&path).copied();
        drop(brought_in);
        KeptLibrary {
            is_independent: is_pinned && independent_libraries::is_independent(&name),
            by_plugin: then.is_some(),
            instead_of: self.other_file(&name, &path, then).filter(|_| was_there),
            name,
            path,
        }
    }

    /// The file that the plugin means by `name`, if that is another than was mapped from `path`.
    fn other_file(&self, name: &str, path: &Path, then: Option<FileIdentity>) -> Option<PathBuf> {
        let search_path = SearchPath {
            run_path: Some(self.named.search_path.clone()),
            ..SearchPath::default()
        };
        let directories = named_directories(&[Origin {
            directory: None,
            search_path: &search_path,
        }]);
        let mut meant = directories.iter().map(|it| it.join(name));
        let meant = meant.find(|it| it.is_file());
        let meant = meant.unwrap_or_else(|| path.to_owned());
        let (found, then) = (identity(&meant)?, then.or_else(|| identity(path))?);
        (!found.is_file(&then)).then_some(meant)
    }
}

fn identity(path: &Path) -> Option<FileIdentity> {
    Some(FileIdentity::new(&fs::metadata(path).ok()?))
}
