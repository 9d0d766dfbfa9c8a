//! A library that a test opens, and the threads that call it.

use std::ffi::{CString, c_void};
use std::mem::transmute_copy;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use hotswap_runtime::guest::{Guest, Holder, NotAdopted, StillMapped, safe_point};
use tempfile::TempDir;

use crate::common::worker::Worker;

/// An opened copy of a library.
pub(crate) struct Library {
    pub(crate) guest: Guest,
    handle: usize,
    file: PathBuf,
    _directory: TempDir,
}

impl Library {
    /// Opens a fresh copy.
    pub(crate) fn open(file: &Path) -> Self {
        Self::try_open(file).unwrap_or_else(|error| panic!("it can be closed again: {error}"))
    }

    pub(crate) fn try_open(file: &Path) -> Result<Self, NotAdopted> {
        let bytes = std::fs::read(file).expect("it was just built");
        Self::try_open_bytes(&bytes)
    }

    pub(crate) fn try_open_bytes(bytes: &[u8]) -> Result<Self, NotAdopted> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let directory = tempfile::tempdir().expect("there is a place for temporary files");
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let file = directory.path().join(format!("lib{number}.so"));
        std::fs::write(&file, bytes).expect("there is a place for temporary files");
        let handle = dlopen(&file, libc::RTLD_NOW);
        assert!(!handle.is_null(), "it opens");
        // SAFETY: it was just opened, and nothing of it was called.
        let guest = unsafe { Guest::adopt(handle, "plugin") }?;
        Ok(Self {
            guest,
            handle: handle as usize,
            file,
            _directory: directory,
        })
    }

    /// A function of it, to be called while it is open.
    pub(crate) fn function<F: Copy>(&self, name: &str) -> F {
        let name = CString::new(name).expect("names have no zero");
        // SAFETY: the handle is open.
        let symbol = unsafe { libc::dlsym(self.handle(), name.as_ptr()) };
        assert!(!symbol.is_null(), "there is a {name:?}");
        // SAFETY: the tests ask for functions by their type.
        unsafe { transmute_copy(&symbol) }
    }

    /// Calls a function of it that takes nothing and gives nothing.
    pub(crate) fn call(&self, name: &str) {
        self.function::<extern "C" fn()>(name)();
    }

    pub(crate) fn release(&self) {
        // SAFETY: the tests call nothing after this.
        unsafe { self.guest.release() };
    }

    pub(crate) fn holders(&self) -> Vec<Holder> {
        self.guest.outstanding()
    }

    /// Waits until nothing holds it.
    pub(crate) fn wait_until_clear(&self) {
        let (tell, told) = mpsc::channel();
        self.guest
            .on_clear(move || tell.send(()).expect("the test waits"));
        told.recv_timeout(Duration::from_secs(20))
            .unwrap_or_else(|_| panic!("still held: {:?}", self.holders()));
    }

    /// Closes it, and looks for it in the loader's own way.
    pub(crate) fn close(self) -> Result<(), StillMapped> {
        // SAFETY: the tests have released it, and keep nothing of it.
        unsafe { self.guest.close() }?;
        assert!(!is_loaded(&self.file), "the loader has it no more");
        Ok(())
    }

    /// Releases it, passes safe points here, waits for the others, closes it.
    pub(crate) fn end(self) {
        self.release();
        safe_point();
        self.wait_until_clear();
        self.close().expect("nothing holds it");
    }

    pub(crate) fn handle(&self) -> *mut c_void {
        self.handle as *mut c_void
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }
}

pub(crate) fn dlopen(file: &Path, flags: i32) -> *mut c_void {
    let path = CString::new(file.as_os_str().as_bytes()).expect("paths have no zero");
    // SAFETY: constructors of test libraries do nothing.
    unsafe { libc::dlopen(path.as_ptr(), flags) }
}

/// Whether the loader still has a library.
fn is_loaded(file: &Path) -> bool {
    let handle = dlopen(file, libc::RTLD_NOW | libc::RTLD_NOLOAD);
    if handle.is_null() {
        return false;
    }
    // SAFETY: it was just counted up.
    unsafe { libc::dlclose(handle) };
    true
}

impl Worker {
    /// Calls a function of a library.
    pub(crate) fn call(&self, library: &Library, name: &str) {
        let function: extern "C" fn() = library.function(name);
        self.run(move || function());
    }

    pub(crate) fn safe_point(&self) {
        self.run(safe_point);
    }
}

static DROPS: Mutex<Vec<(i32, i32)>> = Mutex::new(Vec::new());

/// Test libraries tell it of each thread-local: where it was made and where it was dropped.
pub(crate) extern "C" fn dropped(born: i32, died: i32) {
    DROPS.lock().expect("nobody panics").push((born, died));
}

/// What was told since the last time.
pub(crate) fn drops() -> Vec<(i32, i32)> {
    std::mem::take(&mut *DROPS.lock().expect("nobody panics"))
}
