//! A keep that says which linked plugin it keeps.
//!
//! # Invariant
//!
//! A [`Keep`] whose functions are [`FUNCTIONS`] has a strong count of an `Arc<Kept>` as its data; for each such
//! count there is one count of what is inside.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::sync::Arc;

use super::Linked;
use crate::error::Result;
use crate::keep::{Keep, KeepFunctions, KeepKind};

/// A static, so that its address is known to be ours.
static FUNCTIONS: KeepFunctions = KeepFunctions {
    retain,
    release,
    hand_on: None,
};

struct Kept {
    plugin: &'static Linked,
    /// Counted along with the `Arc` that this is in.
    inner: ManuallyDrop<Keep>,
}

impl Linked {
    /// What keeps it from being freed, for something of it that others have; `None` if it was freed, and has no host any more. Its
    /// code is always there: an object of a thread-local's destructor needs no more.
    ///
    /// # Errors
    ///
    /// The host's, before the plugin is loaded.
    pub(crate) fn keep(&'static self, kind: KeepKind) -> Result<Option<Keep>> {
        match self.host() {
            Some(host) => Ok(host.keep(kind)?.map(|keep| of(self, keep))),
            None => Ok(None),
        }
    }
}

/// `keep`, which says from now on whose it is.
pub(crate) fn of(plugin: &'static Linked, keep: Keep) -> Keep {
    let inner = ManuallyDrop::new(keep);
    let kept = Arc::into_raw(Arc::new(Kept { plugin, inner }));
    // SAFETY: a count was just given up, with one of what is inside.
    unsafe { Keep::from_parts(kept.cast(), &FUNCTIONS) }
}

/// Which plugin it keeps, if it says so.
pub(crate) fn plugin(keep: &Keep) -> Option<&'static Linked> {
    let (data, functions) = keep.parts();
    // SAFETY: by the invariant it points to one, which `keep` keeps alive.
    std::ptr::eq(functions, &raw const FUNCTIONS).then(|| unsafe { &*data.cast::<Kept>() }.plugin)
}

/// What the keep is that it was made of; or the keep itself.
pub(crate) fn inner(keep: &Keep) -> &Keep {
    let (data, functions) = keep.parts();
    if !std::ptr::eq(functions, &raw const FUNCTIONS) {
        return keep;
    }
    // SAFETY: by the invariant it points to one, which `keep` keeps alive.
    &unsafe { &*data.cast::<Kept>() }.inner
}

/// # Safety
///
/// `data` is a strong count of an `Arc<Kept>`.
unsafe extern "C" fn retain(data: *const c_void) {
    let kept = data.cast::<Kept>();
    // SAFETY: the caller's promise.
    let inner = unsafe { &(*kept).inner };
    // One count more, which the one of the `Arc` stands for.
    let _counted = ManuallyDrop::new(Keep::clone(inner));
    // SAFETY: the caller's promise.
    unsafe { Arc::increment_strong_count(kept) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<Kept>`, given up here.
unsafe extern "C" fn release(data: *const c_void) {
    // SAFETY: the caller's promise.
    let kept = unsafe { Arc::from_raw(data.cast::<Kept>()) };
    // SAFETY: by the invariant there is one count inside for the one that is given up.
    drop(unsafe { std::ptr::read(&raw const *kept.inner) });
}
