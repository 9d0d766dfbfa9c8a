//! Running constructors as the loader would.

use std::env;
use std::ffi::{CString, c_char, c_int, c_void};
use std::os::unix::ffi::OsStringExt;
use std::ptr;
use std::sync::OnceLock;

use super::image::Image;
use crate::guest::{Constructors, NotAdopted};

type Constructor = unsafe extern "C" fn(c_int, *const *const c_char, *const *const c_char);

unsafe extern "C" {
    static environ: *const *const c_char;
}

/// Runs the constructors that were [taken](crate::guest::take_constructors) from the loader.
///
/// # Errors
///
/// [`NotAdopted::NotFound`] if the loader does not say where the library is. No constructor has run then.
///
/// # Safety
///
/// `handle` is open. The constructors were taken from the file that it stands for, are sound to run, and have not run
/// yet.
pub unsafe fn construct(
    handle: *mut c_void,
    constructors: &Constructors,
) -> Result<(), NotAdopted> {
    // SAFETY: OPEN-HANDLE: by the contract of this function.
    let image = unsafe { Image::of(handle) }.ok_or_else(|| NotAdopted::NotFound {
        library: format!("{handle:?}"),
    })?;
    let address = |address: u64| image.base() + address as usize;
    if let Some(first) = constructors.first {
        // SAFETY: CHECKED-COPY and ELF-IMAGE: the address of a constructor, which has not run yet.
        unsafe { call(address(first)) };
    }
    let (start, size) = constructors.table.unwrap_or_default();
    for number in 0..size as usize / size_of::<usize>() {
        let place = address(start) + number * size_of::<usize>();
        // SAFETY: CHECKED-COPY and ELF-IMAGE: the table is in the image, and the loader has made addresses of its
        // words.
        let constructor = unsafe { *(place as *const usize) };
        // SAFETY: CHECKED-COPY and ELF-IMAGE: the address of a constructor, which has not run yet.
        unsafe { call(constructor) };
    }
    Ok(())
}

/// # Safety
///
/// `constructor` is the address of a constructor that may run now; 0 and -1 stand for none.
unsafe fn call(constructor: usize) {
    if constructor == 0 || constructor == usize::MAX {
        return;
    }
    let (count, arguments) = arguments();
    // SAFETY: CHECKED-COPY and ELF-IMAGE: the address of a constructor, by the contract of this function.
    let constructor: Constructor = unsafe { std::mem::transmute(constructor) };
    // SAFETY: C-CALL: a word of the C library, which the loader reads in the same way.
    let environment = unsafe { environ };
    // SAFETY: NATIVE-CODE: it may run now, by the contract of this function; the arguments are those that the loader
    // would give.
    unsafe { constructor(count, arguments, environment) };
}

/// The arguments of the process, in the form in which a C program gets them. Libraries may keep the pointers, so they
/// are never freed.
fn arguments() -> (c_int, *const *const c_char) {
    static ARGUMENTS: OnceLock<Vec<usize>> = OnceLock::new();
    let arguments = ARGUMENTS.get_or_init(|| {
        let texts = env::args_os().map(|text| CString::new(text.into_vec()).unwrap_or_default());
        let places = texts.map(|text| text.into_raw().addr());
        places.chain([ptr::null::<c_char>().addr()]).collect()
    });
    let count = c_int::try_from(arguments.len() - 1).unwrap_or(c_int::MAX);
    (count, arguments.as_ptr().cast())
}
