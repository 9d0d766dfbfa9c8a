//! A share in something that the host owns, held from wherever.
//!
//! # Invariant
//!
//! `data` is one strong count of an `Arc` of the library that `functions` belongs to: the host, which is
//! never unmapped.

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
    /// Another keep of the same owner, for whom this one hands on to; `None` if that is one like this.
    pub(crate) hand_on: Option<unsafe extern "C" fn(*const c_void) -> RawKeep>,
}

// SAFETY: only ever made of an `Arc` of something that is `Send + Sync`.
unsafe impl Send for Keep {}
// SAFETY: as above.
unsafe impl Sync for Keep {}

/// What a keep that leaves a plugin is for.
///
/// Crosses as a number: new ones are added at the end, and one that is unknown is an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u32)]
pub enum KeepKind {
    /// An object of the plugin that is outside of it.
    Object = 0,
    /// A future of the plugin that another library polls.
    Future = 1,
    /// A waker of the plugin that another library holds.
    Waker = 2,
}

impl KeepKind {
    /// The kind of that number.
    pub(crate) const fn from_number(number: u32) -> Self {
        match number {
            1 => Self::Future,
            2 => Self::Waker,
            _ => Self::Object,
        }
    }
}

/// A kind of holders, which the owner is told of: so it can say who holds it.
pub trait Holder: 'static {
    /// What is held.
    type Owner: Any + Send + Sync;

    /// What somebody gets whom one of these hands on to what it keeps loaded: one more of the same, if `None`.
    const HANDED_ON: Option<HandOn<Self::Owner>> = None;

    /// There is one more of this kind.
    fn came(owner: &Self::Owner);

    /// There is one less.
    fn left(owner: &Self::Owner);
}

/// Makes a keep of an owner, for somebody else.
pub type HandOn<T> = fn(Arc<T>) -> Keep;

/// Any holder, whom nobody counts.
impl<T: Any + Send + Sync> Holder for Arc<T> {
    type Owner = T;

    fn came(_: &T) {}

    fn left(_: &T) {}
}

impl Keep {
    /// One more holder of `owner`.
    pub fn new<T: Any + Send + Sync>(owner: Arc<T>) -> Self {
        Self::of::<Arc<T>>(owner)
    }

    /// One more holder of `owner`, of the kind `H`. So are all clones of it.
    pub fn of<H: Holder>(owner: Arc<H::Owner>) -> Self {
        H::came(&owner);
        Self {
            data: Arc::into_raw(owner).cast(),
            functions: const {
                &KeepFunctions {
                    retain: retain::<H>,
                    release: release::<H>,
                    hand_on: match H::HANDED_ON {
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

    /// The same, for another library than the one that has held it.
    pub(crate) fn handed_on(self) -> Self {
        let Some(hand_on) = self.functions.hand_on else {
            return self;
        };
        // SAFETY: by the invariant `data` is a count of what this function is for.
        let raw = unsafe { hand_on(self.data) };
        // SAFETY: it has just been given up.
        unsafe { raw.into_keep() }.unwrap_or(self)
    }

    pub(crate) fn parts(&self) -> (*const c_void, &'static KeepFunctions) {
        (self.data, self.functions)
    }
}

impl Keep {
    /// The address of what it is a share in, which tells owners apart while it is there.
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
    /// None.
    pub(crate) const fn none() -> Self {
        Self {
            data: std::ptr::null(),
            functions: None,
        }
    }

    /// None, and a word that means something in the library that made it.
    pub(crate) fn none_with(word: *const c_void) -> Self {
        Self {
            data: word,
            functions: None,
        }
    }

    /// The word that came with none.
    pub(crate) fn word(&self) -> *const c_void {
        self.data
    }

    /// The keep that was given up, if any.
    ///
    /// # Safety
    ///
    /// It comes from a keep, in whichever library, and is taken over once.
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
        // SAFETY: by the invariant `data` is a count of what this function is for.
        unsafe { (self.functions.retain)(self.data) };
        Self {
            data: self.data,
            functions: self.functions,
        }
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        // SAFETY: by the invariant `data` is a count of what this function is for, and it is ours.
        unsafe { (self.functions.release)(self.data) }
    }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<H::Owner>`.
unsafe extern "C" fn retain<H: Holder>(data: *const c_void) {
    let owner = data.cast::<H::Owner>();
    // SAFETY: the caller's promise.
    H::came(unsafe { &*owner });
    // SAFETY: the caller's promise.
    unsafe { Arc::increment_strong_count(owner) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<H::Owner>`, given up here.
unsafe extern "C" fn release<H: Holder>(data: *const c_void) {
    let owner = data.cast::<H::Owner>();
    // SAFETY: the caller's promise.
    H::left(unsafe { &*owner });
    // SAFETY: the caller's promise.
    unsafe { Arc::decrement_strong_count(owner) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<H::Owner>`, which stays where it is.
unsafe extern "C" fn hand_on<H: Holder>(data: *const c_void) -> RawKeep {
    // SAFETY: the caller's promise.
    let owner = ManuallyDrop::new(unsafe { Arc::from_raw(data.cast::<H::Owner>()) });
    H::HANDED_ON
        .map(|hand_on| hand_on(Arc::clone(&owner)))
        .into()
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

    impl Holder for Reader {
        type Owner = AtomicUsize;

        const HANDED_ON: Option<HandOn<AtomicUsize>> = Some(Keep::new);

        fn came(owner: &AtomicUsize) {
            owner.fetch_add(1, Ordering::Relaxed);
        }

        fn left(owner: &AtomicUsize) {
            owner.fetch_sub(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn what_is_handed_on_is_held_by_another_kind() {
        let owner = Arc::new(AtomicUsize::new(0));
        let reader = Keep::of::<Reader>(Arc::clone(&owner));
        let taken = reader.clone().handed_on();
        assert_eq!(owner.load(Ordering::Relaxed), 1, "the reader alone");
        assert_eq!(Arc::strong_count(&owner), 3);
        assert_eq!(taken.owner(), reader.owner());
        drop((reader, taken.handed_on()));
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
