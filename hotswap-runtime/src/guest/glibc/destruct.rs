//! Running a library's destructors before it is closed: those of C++ statics, functions that it gave to `atexit`, and
//! functions marked as destructors.
//!
//! `dlclose` calls them while it holds locks of the loader that each new thread and each `dlopen` of the process needs:
//! a destructor that waits would stop the host. So the host calls them here, and changes the entries of the mapped
//! dynamic table from which the loader would learn of them. Until then the loader still knows them: if the process ends
//! while the library is mapped, it runs them as usual.

use super::image::Image;
use super::pages::{self, Patch};

const DT_FINI: i64 = 13;
const DT_FINI_ARRAY: i64 = 26;
const DT_FINI_ARRAYSZ: i64 = 28;

type Destructor = unsafe extern "C" fn();

/// The destructors of a library that the loader no longer runs, in the order in which it would have.
#[must_use = "they run nowhere else"]
pub(super) struct Destructors(Vec<usize>);

impl Destructors {
    /// Takes the destructors from the loader.
    ///
    /// # Errors
    ///
    /// Says why the dynamic table cannot be written to. The loader may still have some of them, so the library must stay
    /// mapped.
    ///
    /// # Safety
    ///
    /// The image is mapped, and the loader neither opens nor closes it meanwhile.
    pub(super) unsafe fn take(image: &Image) -> Result<Self, String> {
        // SAFETY: ELF-IMAGE: the image is mapped, by the contract of this function.
        let entries: Vec<_> = unsafe { image.dynamic() }.collect();
        let find = |tag| entries.iter().position(|entry| entry.tag == tag);
        let value = |tag| find(tag).map(|number| entries[number].value);
        let table = value(DT_FINI_ARRAY).zip(value(DT_FINI_ARRAYSZ));
        let (start, size) = table.unwrap_or_default();
        let words = (0..size / size_of::<usize>()).rev().map(|number| {
            let place = image.base() + start + number * size_of::<usize>();
            // SAFETY: CHECKED-COPY and ELF-IMAGE: inspection found the table to be in the image, and the loader has
            // made addresses of its words.
            unsafe { (place as *const usize).read() }
        });
        let last = value(DT_FINI).map(|last| image.base() + last);
        let destructors = words.chain(last).filter(|it| !matches!(*it, 0 | usize::MAX));
        let destructors = Self(destructors.collect());
        let none = (do_nothing as *const ()).addr().wrapping_sub(image.base());
        let patches = [(DT_FINI_ARRAYSZ, 0), (DT_FINI, none)];
        let patches = patches.into_iter().filter_map(|(tag, value)| {
            let place = image.dynamic_entry(find(tag)?);
            // SAFETY: ELF-IMAGE: the entry is in the dynamic table.
            let place = unsafe { &raw mut (*place).value };
            Some(Patch { place, value })
        });
        // SAFETY: AT-REST: they are words of the image. The loader reads them only when it closes the image, which it
        // does not do meanwhile.
        unsafe { pages::write(image, patches) }?;
        Ok(destructors)
    }

    /// Runs the destructors, each once.
    ///
    /// # Safety
    ///
    /// The library is mapped and initialised, and no other code of it needs the values that they destroy.
    pub(super) unsafe fn run(self) {
        for destructor in self.0 {
            // SAFETY: CHECKED-COPY and ELF-IMAGE: inspection found it to be the address of a destructor.
            let destructor: Destructor = unsafe { std::mem::transmute(destructor) };
            // SAFETY: QUIET and NATIVE-CODE: each runs once; no other code of the library needs what they end, by the
            // contract of this function.
            unsafe { destructor() };
        }
    }
}

/// The loader calls this instead of the library's `DT_FINI` function.
extern "C" fn do_nothing() {}
