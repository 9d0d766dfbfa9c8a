//! Where closing a library cannot be made safe.

use std::convert::Infallible;
use std::ffi::c_void;
use std::path::PathBuf;

use hotswap::keep::Keep;

use super::{Constructors, Holder, NotAdopted, StillMapped};

/// Guests are not possible here.
pub(super) const IS_SUPPORTED: bool = false;

/// Why a library stays mapped that uses a function: not known here, where all do.
pub(crate) fn kept_by(_function: &str) -> Option<&'static str> {
    None
}

/// A library that may be closed again. There is none on this system.
#[derive(Debug)]
pub struct Guest(Infallible);

impl Guest {
    /// Refuses.
    ///
    /// # Errors
    ///
    /// Always [`NotAdopted::Unsupported`].
    ///
    /// # Safety
    ///
    /// None is needed here.
    pub unsafe fn adopt(_handle: *mut c_void, _name: &str) -> Result<Self, NotAdopted> {
        Err(NotAdopted::Unsupported)
    }

    /// The name that it was adopted by.
    pub fn name(&self) -> &str {
        match self.0 {}
    }

    /// Which functions it calls through the host.
    pub fn followed(&self) -> &[&'static str] {
        match self.0 {}
    }

    /// Hides the variables that ask for backtraces.
    pub fn hide_backtraces(&self) {
        match self.0 {}
    }

    /// Has the library make the buffer of its `stdout`.
    ///
    /// # Safety
    ///
    /// None is needed here.
    pub unsafe fn open_output(&self, _open: impl FnOnce()) {
        match self.0 {}
    }

    /// Has the library show the buffer of its `stdout`.
    ///
    /// # Safety
    ///
    /// None is needed here.
    pub unsafe fn show_output(&self, _show: impl FnOnce()) {
        match self.0 {}
    }

    /// Lets its destructors run.
    ///
    /// # Safety
    ///
    /// None is needed here.
    pub unsafe fn release(&self) {
        match self.0 {}
    }

    /// Leaves its destructors to explicit safe points.
    pub fn wait_for_explicit_safe_points(&self) {
        match self.0 {}
    }

    /// What holds it.
    pub fn outstanding(&self) -> Vec<Holder> {
        match self.0 {}
    }

    /// What holds it, to ask later.
    pub fn holders(&self) -> Holders {
        match self.0 {}
    }

    /// Has none of its signal handlers called any more.
    pub fn pass_over_handlers(&self) {
        match self.0 {}
    }

    /// Whether its code may be called after it was released.
    pub fn may_be_called(&self) -> bool {
        match self.0 {}
    }

    /// Runs its destructors.
    ///
    /// # Errors
    ///
    /// None here.
    ///
    /// # Safety
    ///
    /// None is needed here.
    pub unsafe fn run_destructors(&self) -> Result<(), StillMapped> {
        match self.0 {}
    }

    /// By what the process has addresses of it for good.
    pub fn known_by(&self) -> Vec<String> {
        match self.0 {}
    }

    /// Has `then` called when nothing holds it any more.
    pub fn on_clear(&self, _then: impl FnOnce() + Send + 'static) {
        match self.0 {}
    }

    /// Unmaps it.
    ///
    /// # Errors
    ///
    /// None here.
    ///
    /// # Safety
    ///
    /// None is needed here.
    pub unsafe fn close(self) -> Result<(), StillMapped> {
        match self.0 {}
    }
}

/// Says what holds a library. There is none on this system.
#[derive(Clone, Debug)]
pub struct Holders(Infallible);

impl Holders {
    /// What holds it.
    pub fn list(&self) -> Vec<Holder> {
        match self.0 {}
    }

    /// By what the process has addresses of it for good.
    pub fn known_by(&self) -> Vec<String> {
        match self.0 {}
    }

    /// The signals whose handlers are being run in it.
    pub fn handlers(&self) -> Vec<String> {
        match self.0 {}
    }

    /// Whether this thread is one of the library's own.
    pub fn is_own_thread(&self) -> bool {
        match self.0 {}
    }

    /// Whether a destructor of the library runs on this thread.
    pub fn is_in_destructor(&self) -> bool {
        match self.0 {}
    }

    /// How many objects hold it.
    pub fn objects(&self) -> usize {
        match self.0 {}
    }

    /// Keeps it mapped.
    pub fn keep(&self) -> Option<Keep> {
        match self.0 {}
    }
}

/// Does nothing on this system.
pub fn safe_point() {}

/// Does nothing on this system.
pub(crate) fn implicit_safe_point() {}

/// Does nothing on this system, where no library is released.
pub(crate) fn announce() {}

/// Does nothing on this system, where no library is released.
pub(crate) fn watch_thread() {}

/// Whether this thread has something of a guest: there is none on this system.
pub(crate) fn holds_something() -> bool {
    false
}

/// Does nothing: on this system the loader runs them.
///
/// # Errors
///
/// None here.
///
/// # Safety
///
/// None is needed here.
pub unsafe fn construct(
    _handle: *mut c_void,
    _constructors: &Constructors,
) -> Result<(), NotAdopted> {
    Ok(())
}

/// A library that the loader has. None is known on this system.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// The name by which it was looked for.
    pub(crate) name: String,
    /// What the loader has opened.
    pub(crate) path: PathBuf,
}

/// What the loader has is not asked on this system, where no library is closed.
#[derive(Debug, Default)]
pub(crate) struct Snapshot(());

impl Snapshot {
    /// Knows nothing.
    pub(crate) fn take() -> Self {
        Self(())
    }

    /// Whether a library was there already.
    pub(crate) fn has(&self, _library: &Loaded) -> bool {
        true
    }

    /// The libraries that another needs.
    ///
    /// # Safety
    ///
    /// None is needed here.
    pub(crate) unsafe fn needed_by(
        &self,
        _handle: *mut c_void,
        _is_wanted: impl Fn(&str) -> bool,
    ) -> Vec<Loaded> {
        Vec::new()
    }
}

impl Loaded {
    /// Keeps it mapped.
    pub(crate) fn pin(&self) -> bool {
        true
    }
}
