//! Writing words of a library that the loader has made read-only.
//!
//! The pages get back the protection that they had, and are never writable and executable at once.

use std::collections::BTreeMap;
use std::ffi::c_int;
use std::io;

use super::image::{Image, page, page_size};

/// A word, and its new value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patch {
    pub(super) place: *mut usize,
    pub(super) value: usize,
}

/// Writes all of `patches`, page by page, and verifies them. The error says what went wrong.
///
/// # Safety
///
/// The places of the patches are words of the image, which is mapped. Meanwhile other code only reads other words of
/// their pages.
pub(super) unsafe fn write(
    image: &Image,
    patches: impl Iterator<Item = Patch>,
) -> Result<(), String> {
    let mut pages = BTreeMap::<usize, Vec<Patch>>::new();
    for patch in patches {
        let start = page(patch.place.addr());
        pages.entry(start).or_default().push(patch);
    }
    for (start, patches) in pages {
        let protection = image
            .protection(patches[0].place.addr())
            .ok_or("it is outside of the library")?;
        // SAFETY: AT-REST: by the contract of this function.
        unsafe { write_page(start, protection, &patches) }
            .map_err(|error| format!("its page cannot be written to: {error}"))?;
        // SAFETY: AT-REST: the word is in the image, which is mapped, by the contract of this function.
        let took = |patch: &Patch| unsafe { patch.place.read_volatile() } == patch.value;
        if !patches.iter().all(took) {
            return Err("it did not take".to_owned());
        }
    }
    Ok(())
}

/// # Safety
///
/// The contract is that of [`write`]; all patches are in the page at `start`, whose protection is `protection`.
unsafe fn write_page(start: usize, protection: c_int, patches: &[Patch]) -> io::Result<()> {
    let writable = (protection | libc::PROT_READ | libc::PROT_WRITE) & !libc::PROT_EXEC;
    if writable != protection {
        // SAFETY: AT-REST: the page may be written to for a moment, by the contract of this function.
        unsafe { protect(start, writable) }?;
    }
    for patch in patches {
        // SAFETY: AT-REST: the word is in this page, which can be written to.
        unsafe { patch.place.write_volatile(patch.value) };
    }
    if writable != protection {
        // SAFETY: AT-REST: the page gets back the protection that it had.
        unsafe { protect(start, protection) }?;
    }
    Ok(())
}

/// # Safety
///
/// The page at `start` belongs to a library, and code that uses it needs no more than `protection` allows.
unsafe fn protect(start: usize, protection: c_int) -> io::Result<()> {
    // SAFETY: C-CALL and AT-REST: the page is a library's, by the contract of this function.
    match unsafe { libc::mprotect(start as *mut _, page_size(), protection) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
