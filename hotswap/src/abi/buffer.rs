//! Memory that changes sides. It is freed by the library that allocated it.
//!
//! # Invariant
//!
//! `ptr` and `cap` are those of a `Vec<R>` (or, for [`OwnedBox`], of a `Box<R>`) of the library that made
//! the value, `len` elements of it are initialised, and `free` gives memory back to that library's
//! allocator. The two types have no drop glue: a value that is never received leaks.

use std::alloc::{Layout, dealloc};
use std::mem::ManuallyDrop;

/// Frees memory with the allocator that it came from.
pub type Free = unsafe extern "C" fn(ptr: *mut u8, size: usize, align: usize);

/// Frees memory of the library that this function is compiled into.
///
/// Each library has its own copy, so the address tells which library owns a buffer.
///
/// # Safety
///
/// `ptr` was allocated by this library's global allocator with this size and alignment, and is not used
/// afterwards.
unsafe extern "C" fn free_here(ptr: *mut u8, size: usize, align: usize) {
    if size == 0 {
        return;
    }
    if let Ok(layout) = Layout::from_size_align(size, align) {
        // SAFETY: OWNER-FREES: the memory was allocated here with this layout, by the contract of this function.
        unsafe { dealloc(ptr, layout) }
    }
}

fn is_ours(free: Free) -> bool {
    std::ptr::fn_addr_eq(free, free_here as Free)
}

/// A `Vec<R>` on its way to the other side.
///
/// Fields that are neighbours in a `Vec` are not neighbours here. Otherwise the compiler would read two of them at once
/// right after it wrote them one by one, which stalls the processor (5 of 32 ns for a short text).
#[repr(C)]
#[derive(Debug)]
pub struct OwnedBuf<R> {
    ptr: *mut R,
    free: Free,
    len: usize,
    cap: usize,
}

impl<R> OwnedBuf<R> {
    /// Converts a vector.
    #[inline]
    pub fn new(vec: Vec<R>) -> Self {
        let mut vec = ManuallyDrop::new(vec);
        Self {
            ptr: vec.as_mut_ptr(),
            len: vec.len(),
            cap: vec.capacity(),
            free: free_here,
        }
    }

    /// The elements, in memory of this library.
    ///
    /// # Safety
    ///
    /// The module's invariant holds for the buffer, and its elements may be moved as bits.
    #[inline]
    pub unsafe fn into_vec(self) -> Vec<R> {
        if is_ours(self.free) {
            // SAFETY: OWNER-FREES: `new` made it of a vector of this library.
            return unsafe { Vec::from_raw_parts(self.ptr, self.len, self.cap) };
        }
        let mut vec = Vec::with_capacity(self.len);
        // SAFETY: LOWERED: `len` elements are initialised there; room for them was made here, and two allocations
        // never overlap.
        unsafe { std::ptr::copy_nonoverlapping(self.ptr, vec.as_mut_ptr(), self.len) };
        // SAFETY: LOWERED: the elements were written just above.
        unsafe { vec.set_len(self.len) };
        // SAFETY: OWNER-FREES: the elements have moved out, and the buffer is not used again.
        unsafe { self.free_memory() };
        vec
    }

    /// # Safety
    ///
    /// The elements have been moved out, and the buffer is not used afterwards.
    #[inline]
    unsafe fn free_memory(&self) {
        let size = self.cap.saturating_mul(size_of::<R>());
        // SAFETY: OWNER-FREES: `free` belongs to the allocator of `ptr`, and a vector of `cap` elements has this size
        // and alignment.
        unsafe { (self.free)(self.ptr.cast(), size, align_of::<R>()) }
    }
}

/// A `Box<R>` on its way to the other side.
#[repr(C)]
#[derive(Debug)]
pub struct OwnedBox<R> {
    ptr: *mut R,
    free: Free,
}

impl<R> OwnedBox<R> {
    /// Converts a value.
    pub fn new(value: R) -> Self {
        Self {
            ptr: Box::into_raw(Box::new(value)),
            free: free_here,
        }
    }

    /// The value.
    ///
    /// # Safety
    ///
    /// The module's invariant holds for the box.
    pub unsafe fn into_inner(self) -> R {
        // SAFETY: LOWERED: a value is there, and is read once.
        let value = unsafe { self.ptr.read() };
        // SAFETY: OWNER-FREES: the value has moved out; `free` belongs to the allocator of `ptr`.
        unsafe { (self.free)(self.ptr.cast(), size_of::<R>(), align_of::<R>()) };
        value
    }
}

/// A slice argument: elements lent for a call, or passed with it.
///
/// Plain elements (`&[u8]`) are lent as they are: `given` is empty and holds no memory. Others are cloned
/// and lowered into `given`.
#[repr(C)]
#[derive(Debug)]
pub struct Lent<T, R> {
    pub(super) ptr: *const T,
    pub(super) len: usize,
    pub(super) given: OwnedBuf<R>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    static FREED: AtomicUsize = AtomicUsize::new(0);

    unsafe extern "C" fn free_elsewhere(ptr: *mut u8, size: usize, align: usize) {
        FREED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: OWNER-FREES: the tests allocate with the allocator of this library.
        unsafe { free_here(ptr, size, align) }
    }

    #[test]
    fn a_buffer_of_our_own_is_adopted_without_copying() {
        let vec = vec![1u32, 2, 3];
        let address = vec.as_ptr();
        // SAFETY: LOWERED: made by `new` just here.
        let back = unsafe { OwnedBuf::new(vec).into_vec() };
        assert_eq!((back.as_ptr(), back.as_slice()), (address, &[1, 2, 3][..]));
    }

    #[test]
    fn a_foreign_buffer_is_copied_and_freed_by_its_owner() {
        let mut buffer = OwnedBuf::new(vec![1u32, 2, 3]);
        buffer.free = free_elsewhere;
        let before = FREED.load(Ordering::Relaxed);
        // SAFETY: LOWERED and OWNER-FREES: made by `new`; `free_elsewhere` frees what `new` allocated.
        assert_eq!(unsafe { buffer.into_vec() }, [1, 2, 3]);
        assert_eq!(FREED.load(Ordering::Relaxed), before + 1);
    }

    #[test]
    fn the_layouts_are_frozen() {
        assert_eq!(size_of::<OwnedBuf<u8>>(), 4 * size_of::<usize>());
        assert_eq!(size_of::<OwnedBox<u8>>(), 2 * size_of::<usize>());
        assert_eq!(size_of::<Lent<u8, u8>>(), 6 * size_of::<usize>());
        assert_eq!(std::mem::offset_of!(OwnedBuf<u8>, free), size_of::<usize>());
        assert_eq!(
            std::mem::offset_of!(OwnedBuf<u8>, len),
            2 * size_of::<usize>()
        );
        assert_eq!(
            std::mem::offset_of!(OwnedBuf<u8>, cap),
            3 * size_of::<usize>()
        );
        assert_eq!(std::mem::offset_of!(OwnedBox<u8>, free), size_of::<usize>());
    }
}
