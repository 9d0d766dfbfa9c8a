//! A plugin with a fault: what it counts in is its caller's, without a lock.

/// # Safety
///
/// `count` is valid, which the host does not keep.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn add(count: *mut u64) {
    // SAFETY: none; this is what a sanitizer is to find.
    unsafe { *count += 1 };
}
