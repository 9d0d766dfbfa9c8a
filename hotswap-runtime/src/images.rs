//! Where the system's loader has libraries in memory.

use std::ops::Range;

/// The image that `address` is in, from its first byte to its last; `None` if that is not known.
pub(crate) fn around(address: usize) -> Option<Range<usize>> {
    all().into_iter().find(|image| image.contains(&address))
}

/// All images: the program, and each library.
#[cfg(target_os = "linux")]
pub(crate) fn all() -> Vec<Range<usize>> {
    let mut images = Vec::<Range<usize>>::new();
    // SAFETY: LENT and LOADER-LOCK: `linux::add` gets a vector, which lives for the call.
    unsafe { libc::dl_iterate_phdr(Some(linux::add), (&raw mut images).cast()) };
    images
}

/// Not known here.
#[cfg(not(target_os = "linux"))]
pub(crate) fn all() -> Vec<Range<usize>> {
    Vec::new()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::{c_int, c_void};
    use std::ops::Range;

    /// # Safety
    ///
    /// `info` is a record of the loader, `images` a vector that is used only here.
    pub(super) unsafe extern "C" fn add(
        info: *mut libc::dl_phdr_info,
        _size: usize,
        images: *mut c_void,
    ) -> c_int {
        // SAFETY: LENT: a vector that is used only here, by the contract of this function.
        let images = unsafe { &mut *images.cast::<Vec<Range<usize>>>() };
        // SAFETY: LOADER-LOCK: a record of the loader, by the contract of this function.
        let info = unsafe { &*info };
        // SAFETY: LOADER-LOCK: they are in the image, which stays mapped while the loader holds its lock.
        let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
        let base = info.dlpi_addr as usize;
        let parts = || headers.iter().filter(|it| it.p_type == libc::PT_LOAD);
        let start = parts().map(|it| base + it.p_vaddr as usize).min();
        let end = parts()
            .map(|it| base + (it.p_vaddr + it.p_memsz) as usize)
            .max();
        images.extend(start.zip(end).map(|(start, end)| start..end));
        0
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn code_of_this_program_and_of_the_c_library_are_in_different_images() {
        let here = around(all as *const () as usize).unwrap();
        let there = around(libc::abs as *const () as usize).unwrap();
        assert!(here.end <= there.start || there.end <= here.start);
        assert_eq!(around(8), None);
    }
}
