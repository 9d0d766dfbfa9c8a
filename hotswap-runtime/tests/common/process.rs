//! What the system says of this process.

use std::ffi::{CStr, c_int, c_void};
use std::fs;
use std::path::Path;

/// How many libraries below `directory` the loader has.
pub(crate) fn images_below(directory: &Path) -> usize {
    let mut count = Count {
        directory: directory.to_str().expect("temporary paths are text"),
        images: 0,
    };
    // SAFETY: `look` takes what it is given here, and `count` lives for the call.
    unsafe { libc::dl_iterate_phdr(Some(look), (&raw mut count).cast()) };
    count.images
}

struct Count<'a> {
    directory: &'a str,
    images: usize,
}

/// # Safety
///
/// `info` is a record of the loader, `count` a [`Count`] that nobody else uses.
unsafe extern "C" fn look(
    info: *mut libc::dl_phdr_info,
    _size: usize,
    count: *mut c_void,
) -> c_int {
    // SAFETY: the caller's promise.
    let count = unsafe { &mut *count.cast::<Count<'_>>() };
    // SAFETY: the caller's promise.
    let name = unsafe { (*info).dlpi_name };
    if !name.is_null() {
        // SAFETY: the loader holds its lock, so the text stays.
        let name = unsafe { CStr::from_ptr(name) };
        let is_below = name
            .to_str()
            .is_ok_and(|it| it.starts_with(count.directory));
        count.images += usize::from(is_below);
    }
    0
}

/// Resident memory, in kilobytes.
pub(crate) fn resident() -> u64 {
    let statm = fs::read_to_string("/proc/self/statm").expect("the system has it");
    let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4
}

/// What was allocated and not freed, in kilobytes.
pub(crate) fn in_use() -> u64 {
    // SAFETY: it has no preconditions.
    let info = unsafe { libc::mallinfo2() };
    (info.uordblks + info.hblkhd) as u64 / 1024
}

/// How much of the memory is mapped from files below `directory`, in kilobytes, as `smaps` counts `field`.
pub(crate) fn mapped_from(directory: &Path, field: &str) -> u64 {
    let smaps = fs::read_to_string("/proc/self/smaps").expect("the system has it");
    let directory = directory.to_str().expect("temporary paths are text");
    let (mut is_below, mut sum) = (false, 0);
    for line in smaps.lines() {
        match line.split_once(':') {
            Some((name, value)) if !name.contains('-') => {
                if is_below && name == field {
                    let kilobytes = value.trim().trim_end_matches(" kB");
                    sum += kilobytes
                        .parse::<u64>()
                        .expect("the system counts in kilobytes");
                }
            }
            _ => is_below = line.contains(directory),
        }
    }
    sum
}

/// How many entries a directory has, at whatever depth.
pub(crate) fn entries_below(directory: &Path) -> usize {
    let entries = fs::read_dir(directory).expect("it is there").flatten();
    entries
        .map(|entry| match entry.path() {
            path if path.is_dir() => 1 + entries_below(&path),
            _ => 1,
        })
        .sum()
}
