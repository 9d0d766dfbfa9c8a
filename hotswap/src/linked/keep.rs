//! A keep that knows which linked plugin it keeps.
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
use crate::keep::{Keep, KeepFunctions, KeepPurpose};

/// A static, so that its address identifies it.
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
    /// A keep of the plugin, for something of it that others have; `None` if the plugin was freed, and has no host any more. Its code is
    /// never unloaded, so an object that a thread-local's destructor passes on needs no keep.
    ///
    /// # Errors
    ///
    /// The error of the host, before the plugin is loaded.
    pub(crate) fn keep(&'static self, purpose: KeepPurpose) -> Result<Option<Keep>> {
        match self.host() {
            Some(host) => Ok(host.keep(purpose)?.map(|keep| of(self, keep))),
            None => Ok(None),
        }
    }
}

/// Wraps `keep` with the plugin that it keeps.
pub(crate) fn of(plugin: &'static Linked, keep: Keep) -> Keep {
    let inner = ManuallyDrop::new(keep);
    let kept = Arc::into_raw(Arc::new(Kept { plugin, inner }));
    // SAFETY: COUNTED: a count was just given up, with one of the keep inside.
    unsafe { Keep::from_parts(kept.cast(), &FUNCTIONS) }
}

/// The plugin that it keeps, if it was made by [`of`].
pub(crate) fn plugin(keep: &Keep) -> Option<&'static Linked> {
    let (data, functions) = keep.parts();
    // SAFETY: COUNTED: `data` points to a `Kept`, which `keep` keeps alive.
    std::ptr::eq(functions, &raw const FUNCTIONS).then(|| unsafe { &*data.cast::<Kept>() }.plugin)
}

/// The keep inside, if it was made by [`of`]; otherwise the keep itself.
pub(crate) fn inner(keep: &Keep) -> &Keep {
    let (data, functions) = keep.parts();
    if !std::ptr::eq(functions, &raw const FUNCTIONS) {
        return keep;
    }
    // SAFETY: COUNTED: `data` points to a `Kept`, which `keep` keeps alive.
    &unsafe { &*data.cast::<Kept>() }.inner
}

/// # Safety
///
/// `data` is a strong count of an `Arc<Kept>`.
unsafe extern "C" fn retain(data: *const c_void) {
    let kept = data.cast::<Kept>();
    // SAFETY: COUNTED: `data` is a count of an `Arc<Kept>`, by the contract of this function.
    let inner = unsafe { &(*kept).inner };
    // One count more, which the one of the `Arc` stands for.
    let _counted = ManuallyDrop::new(Keep::clone(inner));
    // SAFETY: COUNTED: `data` is a count of an `Arc<Kept>`, by the contract of this function.
    unsafe { Arc::increment_strong_count(kept) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<Kept>`, given up here.
unsafe extern "C" fn release(data: *const c_void) {
    // SAFETY: COUNTED: `data` is a count of an `Arc<Kept>`, by the contract of this function.
    let kept = unsafe { Arc::from_raw(data.cast::<Kept>()) };
    // SAFETY: COUNTED: there is one count inside for the one that is given up.
    drop(unsafe { std::ptr::read(&raw const *kept.inner) });
}
