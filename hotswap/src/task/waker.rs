//! Wakers that cross.
//!
//! `SAFETY.md` has the rules: WAKER-OWNER.

use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr;
use std::sync::{Arc, OnceLock};
use std::task::{RawWaker, RawWakerVTable, Waker};

use crate::call::silence;
use crate::host::attached;
use crate::keep::{Keep, KeepPurpose, RawKeep};

/// A waker of its owner, bit for bit.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WakerWords {
    data: *const (),
    vtable: *const RawWakerVTable,
}

/// A waker that is lent for one poll.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawWakerRef {
    words: WakerWords,
    owner: &'static WakerFunctions,
}

/// What can be done with the wakers of one library. Grows at its end only.
///
/// Each library has one, a static, whose address tells libraries apart.
#[repr(C)]
#[derive(Debug)]
pub struct WakerFunctions {
    size: u32,
    clone: unsafe extern "C" fn(WakerWords, out: *mut RawHeld),
    wake_by_ref: unsafe extern "C" fn(WakerWords),
    drop: unsafe extern "C" fn(WakerWords),
}

/// A clone that an owner gives away.
#[repr(C)]
#[derive(Debug)]
struct RawHeld {
    /// Without a vtable if there is no clone.
    words: WakerWords,
    keep: RawKeep,
}

/// Those of this library.
static HERE: WakerFunctions = WakerFunctions {
    size: size_of::<WakerFunctions>() as u32,
    clone: clone_own,
    wake_by_ref: wake_own,
    drop: drop_own,
};

impl WakerWords {
    /// No waker.
    const NONE: Self = Self {
        data: ptr::null(),
        vtable: ptr::null(),
    };

    fn of(waker: &Waker) -> Self {
        Self {
            data: waker.data(),
            vtable: ptr::from_ref(waker.vtable()),
        }
    }

    /// The waker, which stays its owner's.
    ///
    /// # Safety
    ///
    /// They are a waker of this library that lives for as long as the result is used.
    unsafe fn borrow(self) -> ManuallyDrop<Waker> {
        // SAFETY: WAKER-OWNER: it is the table of a waker of this library, by the contract of this function.
        let vtable = unsafe { &*self.vtable };
        // SAFETY: WAKER-OWNER: both words are of one waker.
        ManuallyDrop::new(unsafe { Waker::from_raw(RawWaker::new(self.data, vtable)) })
    }
}

/// # Safety
///
/// `words` are a waker of this library that lives; `out` is valid for one write.
unsafe extern "C" fn clone_own(words: WakerWords, out: *mut RawHeld) {
    let mut held = RawHeld {
        words: WakerWords::NONE,
        keep: None.into(),
    };
    silence(|| {
        // Without a keep this library is on its way out, and nothing in it is waited for.
        let Ok(keep) = attached::keep(KeepPurpose::HeldWaker) else {
            return;
        };
        // SAFETY: WAKER-OWNER: the waker lives, by the contract of this function.
        let waker = unsafe { words.borrow() };
        let clone = ManuallyDrop::new(Waker::clone(&waker));
        held.words = match is_same(&waker, &clone) {
            true => words,
            false => WakerWords::of(&clone),
        };
        held.keep = keep.into();
    });
    // SAFETY: OUT: `out` is valid for one write, by the contract of this function.
    unsafe { out.write(held) }
}

/// Whether both are one waker, even if the compiler has made two tables of one: then a task knows the waker again when it is polled
/// with it the next time.
fn is_same(one: &Waker, other: &Waker) -> bool {
    one.data() == other.data() && one.vtable() == other.vtable()
}

/// # Safety
///
/// `words` are a waker of this library that lives.
unsafe extern "C" fn wake_own(words: WakerWords) {
    // SAFETY: WAKER-OWNER: the waker lives, by the contract of this function.
    silence(|| unsafe { words.borrow() }.wake_by_ref());
}

/// # Safety
///
/// `words` are a waker that [`clone_own`] has given, which is given up here.
unsafe extern "C" fn drop_own(words: WakerWords) {
    // SAFETY: WAKER-OWNER: the waker is given up, by the contract of this function.
    silence(|| drop(ManuallyDrop::into_inner(unsafe { words.borrow() })));
}

/// A waker of another library, which this one holds.
#[derive(Debug)]
pub(super) struct Held {
    /// Without a vtable if the owner gave none: then nothing of it is ever called.
    words: WakerWords,
    owner: &'static WakerFunctions,
    /// The last field: dropped after the owner's `drop` has returned, by code of this library.
    _keep: Option<Keep>,
}

// SAFETY: SEND-SYNC: a waker is `Send`.
unsafe impl Send for Held {}
// SAFETY: SEND-SYNC: a waker is `Sync`.
unsafe impl Sync for Held {}

impl Held {
    fn is_waker(&self) -> bool {
        !self.words.vtable.is_null()
    }

    fn wake(&self) {
        if self.is_waker() {
            // SAFETY: WAKER-OWNER: it is a waker of that owner, which the keep keeps loaded.
            unsafe { (self.owner.wake_by_ref)(self.words) }
        }
    }

    fn is_of(&self, lent: RawWakerRef) -> bool {
        self.words == lent.words && ptr::eq(self.owner, lent.owner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.is_waker() {
            // SAFETY: WAKER-OWNER: it is a clone of that owner, which the keep keeps loaded until this has returned.
            unsafe { (self.owner.drop)(self.words) }
        }
    }
}

impl RawWakerRef {
    /// Lends a waker to another library. One of a third library goes on as it came.
    #[inline]
    pub(super) fn lend(waker: &Waker) -> Self {
        if ptr::eq(waker.vtable(), &raw const HELD) {
            // SAFETY: COUNTED: only this module makes wakers with that table: their data is a `Held`, which the waker has a count of.
            let held = unsafe { &*waker.data().cast::<Held>() };
            if held.is_waker() {
                return Self {
                    words: held.words,
                    owner: held.owner,
                };
            }
        }
        if ptr::eq(waker.vtable(), &raw const LENT) {
            // SAFETY: WAKER-OWNER: only this module makes wakers with that table: their data is a `Lent` that lives for the poll.
            return unsafe { &*waker.data().cast::<Lent>() }.raw;
        }
        Self {
            words: WakerWords::of(waker),
            owner: &HERE,
        }
    }

    /// A clone of it.
    ///
    /// # Safety
    ///
    /// The waker is lent still.
    unsafe fn hold(self) -> Arc<Held> {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: WAKER-OWNER: it is a waker of that owner, and lives, by the contract of this function.
        unsafe { (self.owner.clone)(self.words, raw.as_mut_ptr()) };
        // SAFETY: OUT: `clone` always writes it.
        let RawHeld { words, keep } = unsafe { raw.assume_init() };
        Arc::new(Held {
            words,
            owner: self.owner,
            // SAFETY: LOWERED: the owner has just given it up.
            _keep: unsafe { keep.into_keep() },
        })
    }

    /// Runs a poll with it as a waker of this library. `cached` is what the task holds since an earlier poll.
    ///
    /// # Safety
    ///
    /// The waker is lent for the call.
    #[inline]
    pub(super) unsafe fn with<R>(
        self,
        cached: &mut Option<Arc<Held>>,
        poll: impl FnOnce(&Waker) -> R,
    ) -> R {
        if ptr::eq(self.owner, &raw const HERE) {
            // SAFETY: WAKER-OWNER: it is a waker of this library, which has come back, and is lent for the call.
            let waker = unsafe { self.words.borrow() };
            return poll(&waker);
        }
        if let Some(held) = cached.as_ref().filter(|held| held.is_of(self)) {
            let raw = RawWaker::new(Arc::as_ptr(held).cast(), &HELD);
            // SAFETY: COUNTED: the task has a count of it during the poll, and this one is never dropped.
            let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
            return poll(&waker);
        }
        let lent = Lent {
            raw: self,
            held: OnceLock::new(),
        };
        let raw = RawWaker::new(ptr::from_ref(&lent).cast(), &LENT);
        // SAFETY: WAKER-OWNER: `lent` lives for the poll, and what a clone has is a `Held`.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
        let result = poll(&waker);
        if let Some(held) = lent.held.into_inner() {
            *cached = Some(held);
        }
        result
    }
}

/// What a task sees as its waker until it has cloned it: a task that is ready at once allocates nothing.
struct Lent {
    raw: RawWakerRef,
    /// The first clone. Several threads may ask for it at once.
    held: OnceLock<Arc<Held>>,
}

/// A static, so that its address is known to be ours.
static LENT: RawWakerVTable = {
    unsafe fn clone(data: *const ()) -> RawWaker {
        // SAFETY: WAKER-OWNER: it is a `Lent` that lives for the poll.
        let lent = unsafe { &*data.cast::<Lent>() };
        // SAFETY: WAKER-OWNER: the waker is lent for the poll.
        let held = lent.held.get_or_init(|| unsafe { lent.raw.hold() });
        RawWaker::new(Arc::into_raw(Arc::clone(held)).cast(), &HELD)
    }
    unsafe fn wake(data: *const ()) {
        // SAFETY: WAKER-OWNER: it is a `Lent` that lives for the poll.
        let RawWakerRef { words, owner } = unsafe { &*data.cast::<Lent>() }.raw;
        // SAFETY: WAKER-OWNER: it is a waker of that owner, and is lent for the poll.
        unsafe { (owner.wake_by_ref)(words) }
    }
    unsafe fn nothing(_: *const ()) {}
    RawWakerVTable::new(clone, wake, wake, nothing)
};

/// A static, so that its address is known to be ours.
static HELD: RawWakerVTable = {
    unsafe fn clone(data: *const ()) -> RawWaker {
        // SAFETY: COUNTED: it is a count of an `Arc<Held>`.
        unsafe { Arc::increment_strong_count(data.cast::<Held>()) };
        RawWaker::new(data, &HELD)
    }
    unsafe fn wake(data: *const ()) {
        // SAFETY: COUNTED: it is a count of an `Arc<Held>`, given up here.
        unsafe { Arc::from_raw(data.cast::<Held>()) }.wake();
    }
    unsafe fn wake_by_ref(data: *const ()) {
        // SAFETY: COUNTED: it is a count of an `Arc<Held>`.
        unsafe { &*data.cast::<Held>() }.wake();
    }
    unsafe fn drop(data: *const ()) {
        // SAFETY: COUNTED: it is a count of an `Arc<Held>`, given up here.
        std::mem::drop(unsafe { Arc::from_raw(data.cast::<Held>()) });
    }
    RawWakerVTable::new(clone, wake, wake_by_ref, drop)
};
