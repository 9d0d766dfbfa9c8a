//! Opens a library, and proves that the mapped library is the checked one.
//!
//! # Invariant
//!
//! A [`Library`] exists only for a file that passed inspection, opened from a private copy that carries a
//! nonce of its own, and whose root in memory has that nonce. So the root is the one that the manifest
//! describes: its layout is that of [`Root`], its functions are those that the macros generated, and all of
//! it stays mapped for as long as the `Library` lives. The caller of [`Library::into_parts`]
//! knows why nothing of it is used any more.
//!
//! Or it exists for a plugin that is linked into this binary: its root is a static, and nothing of it is ever unmapped.

use std::error::Error;
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use hotswap::host::HostServices;
use hotswap::keep::KeepKind;
use hotswap::linked::{Attached, Linked, Taken};
use hotswap::manifest::Manifest;
use hotswap::root::{ABI_VERSION, Item, MAGIC, Root};

use crate::copies::PrivateCopy;
use crate::deferred::Deferred;
use crate::error::{FileError, ReloadError};
use crate::guest::{self, Constructors, Guest, NotAdopted};
use crate::linked::StaticLinkError;
use crate::log::{TARGET, log};
use crate::nonce::Nonce;
use crate::shared_libraries::{KeptLibrary, LoadedBefore, NeededLibraries};
use crate::version_info::VersionInfo;

/// A library that is mapped, with everything that must live as long as it is.
#[derive(Debug)]
pub(crate) struct Library {
    root: &'static Root,
    needed: Vec<KeptLibrary>,
    parts: Parts,
}

/// Tasks of the library that the executor of the host runs. They need no value of the plugin.
pub(crate) enum ByTask {}

impl KeepKind for ByTask {
    type Owner = Deferred<Library>;

    fn on_new(library: &Self::Owner) {
        library
            .version_info()
            .tasks()
            .fetch_add(1, Ordering::Relaxed);
    }

    fn on_drop(library: &Self::Owner) {
        library
            .version_info()
            .tasks()
            .fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is left of a library when its code is no longer used. Dropping it unmaps nothing, and frees nothing
/// that code of it may still use.
#[derive(Debug)]
pub(crate) struct Parts {
    /// `None` if it must stay mapped.
    pub(crate) guest: Option<Guest>,
    pub(crate) info: Arc<VersionInfo>,
    pub(crate) origin: Origin,
}

/// Where a library comes from, and what it needs of that.
#[derive(Debug)]
pub(crate) enum Origin {
    /// A private copy was mapped.
    Copied {
        /// What its code may call as long as any of it runs.
        services: ManuallyDrop<Box<HostServices>>,
        _copy: PrivateCopy,
    },
    /// It is part of this binary.
    Linked(Attached),
}

/// A private copy to be opened, and what is known of it.
pub(crate) struct CheckedCopy<'a> {
    pub(crate) origin: &'a Path,
    pub(crate) copy: PrivateCopy,
    pub(crate) nonce: Nonce,
    pub(crate) constructors: Constructors,
    pub(crate) manifest: &'a Manifest,
    /// The shared libraries that it needs.
    pub(crate) needs: &'a NeededLibraries,
    /// What it takes of static thread-local storage.
    pub(crate) static_thread_locals: Option<u64>,
}

impl Library {
    /// Maps a private copy, proves that it is the one, and only then runs its constructors (of a C
    /// dependency, say; hotswap has none).
    ///
    /// # Errors
    ///
    /// [`FileError::Open`] if the system refuses it, [`FileError::StaticThreadLocals`] if that is because it has no more
    /// of these, [`FileError::NoExec`] if it refuses every library there, [`FileError::Identity`] if it answers with
    /// another library.
    pub(crate) fn open(
        checked: CheckedCopy<'_>,
        services: HostServices,
        info: Arc<VersionInfo>,
    ) -> Result<Self, FileError> {
        let origin = checked.origin;
        let failed = |source| match checked.static_thread_locals {
            Some(bytes) if is_out_of_static_thread_locals(&source) => {
                FileError::StaticThreadLocals {
                    path: origin.to_owned(),
                    bytes,
                    source,
                }
            }
            _ if checked.copy.is_on_noexec() => FileError::NoExec {
                path: origin.to_owned(),
                directory: checked.copy.directory().to_owned(),
                source,
            },
            _ => FileError::Open {
                path: origin.to_owned(),
                source,
            },
        };
        let before = LoadedBefore::opening(checked.needs);
        let symbol = &checked.manifest.plugin.root;
        let mapped = Mapped::open(checked.copy.path(), symbol).map_err(failed)?;
        // SAFETY: CHECKED-COPY and MAPPED: the address of an exported symbol, which inspection found to be a table in
        // the data of this file. If another library answered, it has passed inspection too, since only plugins export
        // symbols of this name. It stays mapped for as long as there is a `Library`.
        let root: &'static Root = unsafe { &*mapped.root };
        // Inspection has seen to magic, version and size of the file's root; the nonce says that it is this.
        let is_it = root.magic() == MAGIC && root.abi() == ABI_VERSION;
        if !is_it || root.nonce() != *checked.nonce.as_bytes() {
            return Err(FileError::Identity {
                path: origin.to_owned(),
            });
        }
        // SAFETY: OPEN-HANDLE: the handle is open.
        let needed = before.map(|before| unsafe { before.keep(mapped.handle) });
        let needed = needed.unwrap_or_default();
        info.note_needed_libraries(&needed);
        // SAFETY: OPEN-HANDLE and AT-REST: the handle is given up here, and no function of the library was called.
        let adopted = unsafe { Guest::adopt(mapped.handle, info.plugin()) };
        // SAFETY: CHECKED-COPY: they were taken from the bytes of the copy that the nonce has just proved to be mapped.
        let constructed = unsafe { guest::construct(mapped.handle, &checked.constructors) };
        let guest = adopted.and_then(|guest| constructed.map(|()| guest));
        let known_by = guest.as_ref().map(|guest| guest.holders().known_by());
        if let Ok(known_by) = known_by
            && !known_by.is_empty()
        {
            info.mark_must_stay(known_by.join(", "));
        }
        Ok(Self {
            root,
            needed,
            parts: Parts {
                guest: guest.map_err(|why| info.mark_not_adopted(&why)).ok(),
                info,
                origin: Origin::Copied {
                    services: ManuallyDrop::new(Box::new(services)),
                    _copy: checked.copy,
                },
            },
        })
    }

    /// Takes a plugin that is linked into this binary.
    ///
    /// # Errors
    ///
    /// [`StaticLinkError::Taken`] if another swapper has it.
    pub(crate) fn link(
        plugin: &'static Linked,
        services: HostServices,
        info: Arc<VersionInfo>,
    ) -> Result<Self, ReloadError> {
        let attached = plugin.attach(services).map_err(|Taken| {
            let plugin = plugin.name().to_owned();
            ReloadError::LinkedPlugins {
                problems: vec![StaticLinkError::Taken { plugin }],
            }
        })?;
        info.mark_must_stay("it is linked into the host".to_owned());
        Ok(Self {
            root: plugin.root(),
            needed: Vec::new(),
            parts: Parts {
                guest: None,
                info,
                origin: Origin::Linked(attached),
            },
        })
    }

    /// Whether it is part of this binary.
    pub(crate) fn is_linked(&self) -> bool {
        matches!(self.parts.origin, Origin::Linked(_))
    }

    /// The shared libraries that it needs, except for those of the C runtime.
    pub(crate) fn needed(&self) -> &[KeptLibrary] {
        &self.needed
    }

    pub(crate) fn root(&self) -> &Root {
        self.root
    }

    pub(crate) fn version_info(&self) -> &Arc<VersionInfo> {
        &self.parts.info
    }

    pub(crate) fn guest(&self) -> Option<&Guest> {
        self.parts.guest.as_ref()
    }

    pub(crate) fn services(&self) -> &HostServices {
        match &self.parts.origin {
            Origin::Copied { services, .. } => services,
            Origin::Linked(attached) => attached.services(),
        }
    }

    /// The items of the plugin, as the linker kept them.
    pub(crate) fn items(&self) -> Vec<&Item> {
        match &self.parts.origin {
            // SAFETY: MAPPED and STATIC-ITEMS: the library is mapped, and no code changes the table.
            Origin::Copied { .. } => unsafe { (self.root.items())().as_slice() }.iter().collect(),
            Origin::Linked(attached) => attached.plugin().items().collect(),
        }
    }

    /// Compares what the linker kept with what the manifest lists.
    ///
    /// # Errors
    ///
    /// [`FileError::Dropped`] if they differ.
    pub(crate) fn check_items(&self, origin: &Path, manifest: &Manifest) -> Result<(), FileError> {
        let known = |item: &&Item| item.kind().is_some();
        let kept = self.items().into_iter().filter(known).count();
        if kept == manifest.items.len() {
            return Ok(());
        }
        Err(FileError::Dropped {
            path: origin.to_owned(),
            listed: manifest.items.len(),
            kept,
        })
    }

    /// Takes it apart, to close it or keep it for good. The caller knows until when the root is there.
    pub(crate) fn into_parts(self) -> (&'static Root, Parts) {
        (self.root, self.parts)
    }
}

impl VersionInfo {
    fn mark_not_adopted(&self, why: &NotAdopted) {
        self.mark_must_stay(why.to_string());
    }

    /// Takes note of the shared libraries that it needs, which may have addresses of it for ever.
    fn note_needed_libraries(&self, libraries: &[KeptLibrary]) {
        let plugin = self.plugin();
        for KeptLibrary {
            name,
            path,
            instead_of,
            ..
        } in libraries
        {
            let Some(meant) = instead_of else { continue };
            let (mapped, meant) = (path.display(), meant.display());
            log(|| {
                tracing::warn!(
                    name: "library_substituted", target: TARGET, plugin, library = name, %mapped, %meant,
                    "a library that was loaded before serves the plugin instead of its file, until the host is started again"
                );
            });
        }
        let unknown = libraries.iter().filter(|it| !it.is_independent);
        let needed: Vec<_> = unknown.map(|it| it.name.clone()).collect();
        if !needed.is_empty() {
            self.mark_not_adopted(&NotAdopted::Needs {
                library: plugin.to_owned(),
                needed,
            });
        }
    }
}

/// Whether the loader refuses a library because it takes static thread-local storage, and there is none left. It says
/// so in words alone, which are the same in all languages.
fn is_out_of_static_thread_locals(error: &libloading::Error) -> bool {
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{error} {said}").contains("static TLS block")
}

/// A library that was just mapped: the handle is open.
struct Mapped {
    handle: *mut c_void,
    root: *const Root,
}

impl Mapped {
    /// Opens a library, and finds its root.
    fn open(path: &Path, symbol: &str) -> Result<Self, libloading::Error> {
        let library = system::open(path)?;
        // SAFETY: ELF-IMAGE: the symbol of a root is a static of type `Root`, so its address is a pointer to one.
        let root = *unsafe { library.get::<*const Root>(symbol.as_bytes())? };
        let handle = system::into_handle(library);
        Ok(Self { handle, root })
    }
}

#[cfg(unix)]
mod system {
    use std::ffi::c_void;
    use std::path::Path;

    use libloading::Error;
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

    pub(super) fn open(path: &Path) -> Result<Library, Error> {
        // Now rather than lazily: a symbol that is missing is an error here, not a crash in some call.
        // SAFETY: NATIVE-CODE: the plugin's author answers for constructors that the loader runs. Inspection has found
        // nothing in the file that makes the loader itself crash.
        unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }
    }

    pub(super) fn into_handle(library: Library) -> *mut c_void {
        library.into_raw()
    }
}

#[cfg(windows)]
mod system {
    use std::ffi::c_void;
    use std::path::Path;

    use libloading::Error;
    use libloading::os::windows::Library;

    pub(super) fn open(path: &Path) -> Result<Library, Error> {
        // SAFETY: NATIVE-CODE: the plugin's author answers for its `DllMain`.
        unsafe { Library::new(path) }
    }

    pub(super) fn into_handle(library: Library) -> *mut c_void {
        library.into_raw() as *mut c_void
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copies::CopyDir;
    use crate::inspect;
    use crate::mode::Mode;

    /// Opens a copy that carries `written`, and expects to find `expected` in it.
    fn open(written: Nonce, expected: Nonce) -> Result<Library, FileError> {
        let origin = test_kit::Plugin::new("nonce").build();
        let mut bytes = std::fs::read(&origin).unwrap();
        let inspection = inspect::inspect(&origin, &bytes).unwrap();
        written.write(&mut bytes, inspection.root_offset);
        let parent = tempfile::tempdir().unwrap();
        let dir = Arc::new(CopyDir::new(parent.path()).unwrap());
        let copy = PrivateCopy::write(&dir, &dir.next_path("nonce"), &bytes).unwrap();
        let info = Arc::new(VersionInfo::new(
            "nonce",
            "1.0.0",
            1,
            Mode::Unload,
            Arc::default(),
        ));
        let checked = CheckedCopy {
            origin: &origin,
            copy,
            nonce: expected,
            constructors: Constructors::default(),
            manifest: &inspection.manifest,
            needs: &NeededLibraries::of(&inspection),
            static_thread_locals: None,
        };
        Library::open(checked, HostServices::new(|_| true), info)
    }

    #[test]
    fn an_image_that_is_not_the_copy_that_was_checked_is_refused() {
        let nonce = Nonce::new();
        assert!(open(nonce, nonce).is_ok());
        let other = open(Nonce::new(), nonce).unwrap_err();
        assert!(matches!(other, FileError::Identity { .. }), "{other}");
    }
}
