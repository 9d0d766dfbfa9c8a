//! Opening a library, and the proof that what was mapped is what was checked.
//!
//! # Invariant
//!
//! A [`Library`] exists only for a file that passed inspection, opened from a private copy that carries a
//! nonce of its own, and whose root in memory has that nonce. So the root is the one that the manifest
//! describes: its layout is that of [`Root`], its functions are those that the macros generated, and all of
//! it stays mapped for as long as the `Library` lives.

use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::host::HostServices;
use hotswap::manifest::Manifest;
use hotswap::root::{ABI_VERSION, Item, MAGIC, Root};

use crate::copies::PrivateCopy;
use crate::error::FileError;

/// A value that is written into a private copy and read back from its image in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nonce([u8; 16]);

impl Nonce {
    /// One that this process has not used before, and other processes will not either.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let mut bytes = [0; 16];
        let random = std::hash::RandomState::new().build_hasher().finish();
        bytes[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        bytes[8..].copy_from_slice(&random.to_le_bytes());
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// A library that is mapped, with everything that must live as long as it is.
#[derive(Debug)]
pub(crate) struct Library {
    root: &'static Root,
    // Leaked: code of a retired library may still run, and panic, on a thread that it started.
    services: &'static HostServices,
    _copy: PrivateCopy,
}

impl Library {
    /// Maps a private copy of the library at `origin`.
    ///
    /// Constructors of the library (of a C dependency, say; hotswap has none) run in here.
    ///
    /// # Errors
    ///
    /// [`FileError::Open`] if the system refuses it, [`FileError::Identity`] if it answers with another
    /// library, [`FileError::Dropped`] if the linker did not keep what the manifest lists.
    pub(crate) fn open(
        origin: &Path,
        copy: PrivateCopy,
        nonce: Nonce,
        manifest: &Manifest,
        services: HostServices,
    ) -> Result<Self, FileError> {
        let root = map(copy.path(), &manifest.plugin.root).map_err(|source| FileError::Open {
            path: origin.to_owned(),
            source,
        })?;
        // SAFETY: it is the address of an exported symbol, which inspection found to be a table in the
        // data of this very file; if another library answered, it is one that passed inspection too, since
        // nobody else exports symbols of this name. Nothing is unmapped.
        let root: &'static Root = unsafe { &*root };
        // Inspection has seen to magic, version and size of the file's root; the nonce says that it is this.
        if root.magic != MAGIC || root.abi != ABI_VERSION || root.nonce != *nonce.as_bytes() {
            return Err(FileError::Identity {
                path: origin.to_owned(),
            });
        }
        let library = Self {
            root,
            services: Box::leak(Box::new(services)),
            _copy: copy,
        };
        library.check_items(origin, manifest)?;
        Ok(library)
    }

    pub(crate) fn root(&self) -> &Root {
        self.root
    }

    pub(crate) fn services(&self) -> &'static HostServices {
        self.services
    }

    /// The items of the plugin, as the linker kept them.
    pub(crate) fn items(&self) -> &[Item] {
        // SAFETY: the library is mapped, and the table is data that nothing changes.
        unsafe { (self.root.items)().as_slice() }
    }

    fn check_items(&self, origin: &Path, manifest: &Manifest) -> Result<(), FileError> {
        let known = |item: &&Item| item.kind().is_some();
        let kept = self.items().iter().filter(known).count();
        if kept == manifest.items.len() {
            return Ok(());
        }
        Err(FileError::Dropped {
            path: origin.to_owned(),
            listed: manifest.items.len(),
            kept,
        })
    }
}

/// Opens a library for good, and finds its root.
fn map(path: &Path, symbol: &str) -> Result<*const Root, libloading::Error> {
    #[cfg(unix)]
    // SAFETY: whether its constructors are sound is up to the plugin's author: a plugin is native code in
    // this process. That the file will not make the loader itself crash was seen to by inspection.
    let library = unsafe {
        use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
        // Now rather than lazily: a symbol that is missing is an error here, not a crash in some call.
        libloading::Library::from(Library::open(Some(path), RTLD_NOW | RTLD_LOCAL)?)
    };
    #[cfg(not(unix))]
    // SAFETY: as above.
    let library = unsafe { libloading::Library::new(path)? };
    // SAFETY: the symbol of a root is a static of type `Root`, so its address is a pointer to one.
    let root = unsafe { library.get::<*const Root>(symbol)? };
    let root = *root;
    // Mode `retire`: nothing is unmapped, so the handle is not needed again.
    std::mem::forget(library);
    Ok(root)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::copies::CopyDir;
    use crate::inspect;

    /// Opens a copy that carries `written`, and expects to find `expected` in it.
    fn open(written: Nonce, expected: Nonce) -> Result<Library, FileError> {
        let origin = test_kit::Plugin::new("nonce").build();
        let mut bytes = std::fs::read(&origin).unwrap();
        let inspection = inspect::inspect(&origin, &bytes).unwrap();
        let offset = inspection.root_offset as usize + std::mem::offset_of!(Root, nonce);
        bytes[offset..][..16].copy_from_slice(written.as_bytes());
        let parent = tempfile::tempdir().unwrap();
        let dir = Arc::new(CopyDir::new(parent.path()).unwrap());
        let copy = PrivateCopy::write(&dir, &dir.next_path("nonce"), &bytes).unwrap();
        let services = HostServices::new(|_, _| {});
        Library::open(&origin, copy, expected, &inspection.manifest, services)
    }

    #[test]
    fn an_image_that_is_not_the_copy_that_was_checked_is_refused() {
        let nonce = Nonce::new();
        assert!(open(nonce, nonce).is_ok());
        let other = open(Nonce::new(), nonce).unwrap_err();
        assert!(matches!(other, FileError::Identity { .. }), "{other}");
    }

    #[test]
    fn no_nonce_is_used_twice() {
        assert_ne!(Nonce::new(), Nonce::new());
    }
}
