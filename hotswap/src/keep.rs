//! A reference count that another library can hold: it keeps a plugin loaded.
//!
//! # Invariant
//!
//! `data` is one strong count of an `Arc` in the library that `functions` belongs to: the host, which is never unmapped.

use std::any::Any;
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::sync::Arc;

/// Keeps a plugin loaded for as long as it lives.
#[repr(C)]
#[derive(Debug)]
pub struct Keep {
    data: *const c_void,
    functions: &'static KeepFunctions,
}

#[repr(C)]
#[derive(Debug)]
pub(crate) struct KeepFunctions {
    pub(crate) retain: unsafe extern "C" fn(*const c_void),
    pub(crate) release: unsafe extern "C" fn(*const c_void),
    /// Makes another keep of the same owner, for a library that the holder passes an object on to. `None` if that library
    /// gets a keep like this one.
    pub(crate) hand_on: Option<unsafe extern "C" fn(*const c_void) -> RawKeep>,
}

// SAFETY: SEND-SYNC: a keep is only made of an `Arc` of something that is `Send + Sync`.
unsafe impl Send for Keep {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for Keep {}

/// What a plugin needs a keep for.
///
/// It crosses as a number. New purposes are added at the end; a number that is unknown is an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u32)]
pub enum KeepPurpose {
    /// An object that leaves the plugin.
    SharedObject = 0,
    /// A pending future of the plugin that another library polls.
    PendingFuture = 1,
    /// A waker of the plugin that another library holds.
    HeldWaker = 2,
    /// A task of the plugin that the executor of its host runs. It needs the library, not the plugin's value.
    SpawnedTask = 3,
}

impl KeepPurpose {
    /// The purpose with this number.
    pub(crate) const fn from_number(number: u32) -> Self {
        match number {
            1 => Self::PendingFuture,
            2 => Self::HeldWaker,
            3 => Self::SpawnedTask,
            _ => Self::SharedObject,
        }
    }
}

/// A kind of keeps. The owner counts the keeps of each kind, so it can report what keeps it loaded.
pub trait KeepKind: 'static {
    /// The type that is kept.
    type Owner: Any + Send + Sync;

    /// Makes the keep that another library gets when a holder passes an object on. If `None`, that is a keep of this kind.
    const HAND_ON: Option<HandOn<Self::Owner>> = None;

    /// Called when a keep of this kind was made.
    fn on_new(owner: &Self::Owner);

    /// Called when a keep of this kind is dropped.
    fn on_drop(owner: &Self::Owner);
}

/// Makes a keep of an owner, for another library.
pub type HandOn<T> = fn(Arc<T>) -> Keep;

/// The kind of keeps that are not counted.
impl<T: Any + Send + Sync> KeepKind for Arc<T> {
    type Owner = T;

    fn on_new(_: &T) {}

    fn on_drop(_: &T) {}
}

impl Keep {
    /// A keep of `owner`.
    pub fn new<T: Any + Send + Sync>(owner: Arc<T>) -> Self {
        Self::of::<Arc<T>>(owner)
    }

    /// A keep of `owner`, of the kind `H`. All clones are of this kind too.
    pub fn of<H: KeepKind>(owner: Arc<H::Owner>) -> Self {
        H::on_new(&owner);
        Self {
            data: Arc::into_raw(owner).cast(),
            functions: const {
                &KeepFunctions {
                    retain: retain::<H>,
                    release: release::<H>,
                    hand_on: match H::HAND_ON {
                        Some(_) => Some(hand_on::<H>),
                        None => None,
                    },
                }
            },
        }
    }

    /// # Safety
    ///
    /// `data` is a count of what `functions` are for.
    pub(crate) unsafe fn from_parts(
        data: *const c_void,
        functions: &'static KeepFunctions,
    ) -> Self {
        Self { data, functions }
    }

    /// The keep for another library, that an object is passed on to.
    pub(crate) fn hand_on(self) -> Self {
        let Some(hand_on) = self.functions.hand_on else {
            return self;
        };
        // SAFETY: COUNTED: `data` is a count of what this function is for.
        let raw = unsafe { hand_on(self.data) };
        // SAFETY: LOWERED: `hand_on` has just given it up.
        unsafe { raw.into_keep() }.unwrap_or(self)
    }

    pub(crate) fn parts(&self) -> (*const c_void, &'static KeepFunctions) {
        (self.data, self.functions)
    }
}

impl Keep {
    /// The address of the owner. It identifies the owner while the keep exists.
    pub fn owner(&self) -> usize {
        self.data.addr()
    }
}

/// A [`Keep`] as it crosses, or none.
#[repr(C)]
#[derive(Debug)]
pub struct RawKeep {
    data: *const c_void,
    functions: Option<&'static KeepFunctions>,
}

impl From<Option<Keep>> for RawKeep {
    fn from(keep: Option<Keep>) -> Self {
        match keep.map(ManuallyDrop::new) {
            Some(keep) => Self {
                data: keep.data,
                functions: Some(keep.functions),
            },
            None => Self::none(),
        }
    }
}

impl RawKeep {
    /// No keep.
    pub(crate) const fn none() -> Self {
        Self {
            data: std::ptr::null(),
            functions: None,
        }
    }

    /// No keep, and a word that only the library that made it understands.
    pub(crate) fn none_with(word: *const c_void) -> Self {
        Self {
            data: word,
            functions: None,
        }
    }

    /// The word that came instead of a keep.
    pub(crate) fn word(&self) -> *const c_void {
        self.data
    }

    /// The keep, if there is one.
    ///
    /// # Safety
    ///
    /// It was made of a keep, in any library, and this is called once.
    pub(crate) unsafe fn into_keep(self) -> Option<Keep> {
        let functions = self.functions?;
        Some(Keep {
            data: self.data,
            functions,
        })
    }
}

impl Clone for Keep {
    fn clone(&self) -> Self {
        // SAFETY: COUNTED: `data` is a count of what this function is for.
        unsafe { (self.functions.retain)(self.data) };
        Self {
            data: self.data,
            functions: self.functions,
        }
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        // SAFETY: COUNTED: `data` is a count of what this function is for, and it is given up here.
        unsafe { (self.functions.release)(self.data) }
    }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<H::Owner>`.
unsafe extern "C" fn retain<H: KeepKind>(data: *const c_void) {
    let owner = data.cast::<H::Owner>();
    // SAFETY: COUNTED: `data` is a count of an `Arc<H::Owner>`, by the contract of this function.
    H::on_new(unsafe { &*owner });
    // SAFETY: COUNTED: `data` is a count of an `Arc<H::Owner>`, by the contract of this function.
    unsafe { Arc::increment_strong_count(owner) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<H::Owner>`, given up here.
unsafe extern "C" fn release<H: KeepKind>(data: *const c_void) {
    let owner = data.cast::<H::Owner>();
    // SAFETY: COUNTED: `data` is a count of an `Arc<H::Owner>`, by the contract of this function.
    H::on_drop(unsafe { &*owner });
    // SAFETY: COUNTED: `data` is a count of an `Arc<H::Owner>`, by the contract of this function.
    unsafe { Arc::decrement_strong_count(owner) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<H::Owner>`, which stays where it is.
unsafe extern "C" fn hand_on<H: KeepKind>(data: *const c_void) -> RawKeep {
    // SAFETY: COUNTED: `data` is a count of an `Arc<H::Owner>`, by the contract of this function.
    let owner = ManuallyDrop::new(unsafe { Arc::from_raw(data.cast::<H::Owner>()) });
    H::HAND_ON.map(|hand_on| hand_on(Arc::clone(&owner))).into()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn each_holder_counts_once() {
        let owner = Arc::new(7u32);
        let first = Keep::new(Arc::clone(&owner));
        let second = first.clone();
        assert_eq!(Arc::strong_count(&owner), 3);
        drop((first, second));
        assert_eq!(Arc::strong_count(&owner), 1);
    }

    struct Reader;

    impl KeepKind for Reader {
        type Owner = AtomicUsize;

        const HAND_ON: Option<HandOn<AtomicUsize>> = Some(Keep::new);

        fn on_new(owner: &AtomicUsize) {
            owner.fetch_add(1, Ordering::Relaxed);
        }

        fn on_drop(owner: &AtomicUsize) {
            owner.fetch_sub(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn what_is_handed_on_is_held_by_another_kind() {
        let owner = Arc::new(AtomicUsize::new(0));
        let reader = Keep::of::<Reader>(Arc::clone(&owner));
        let taken = reader.clone().hand_on();
        assert_eq!(owner.load(Ordering::Relaxed), 1, "the reader alone");
        assert_eq!(Arc::strong_count(&owner), 3);
        assert_eq!(taken.owner(), reader.owner());
        drop((reader, taken.hand_on()));
        assert_eq!(Arc::strong_count(&owner), 1);
    }

    #[test]
    fn the_owner_is_told_of_each_holder_of_a_kind() {
        let owner = Arc::new(AtomicUsize::new(0));
        let first = Keep::of::<Reader>(Arc::clone(&owner));
        let second = first.clone();
        let uncounted = Keep::new(Arc::clone(&owner));
        assert_eq!(owner.load(Ordering::Relaxed), 2);
        drop((first, second, uncounted));
        assert_eq!(owner.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(size_of::<Keep>(), 2 * word);
        assert_eq!(std::mem::offset_of!(Keep, functions), word);
        assert_eq!(std::mem::offset_of!(KeepFunctions, release), word);
        assert_eq!(std::mem::offset_of!(KeepFunctions, hand_on), 2 * word);
        assert_eq!(size_of::<KeepFunctions>(), 3 * word);
        assert_eq!(size_of::<RawKeep>(), 2 * word);
        assert_eq!(std::mem::offset_of!(RawKeep, functions), word);
    }
}
