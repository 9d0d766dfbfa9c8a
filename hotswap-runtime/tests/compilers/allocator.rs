//! An allocator whose memory no other can free: what it gives is never what the system gave it.

use std::alloc::{GlobalAlloc, Layout, System};

struct Shifted;

#[global_allocator]
static SHIFTED: Shifted = Shifted;

/// The layout with room for a shift before it.
fn shifted(layout: Layout) -> (Layout, usize) {
    let shift = layout.align().max(16);
    let size = layout.size() + shift;
    // The system has been asked for sizes near the end of the address space by nobody.
    (
        Layout::from_size_align(size, layout.align()).unwrap(),
        shift,
    )
}

// SAFETY: every block is one of the system's, shifted by its alignment there and back.
unsafe impl GlobalAlloc for Shifted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (whole, shift) = shifted(layout);
        // SAFETY: the size is not zero.
        let block = unsafe { System.alloc(whole) };
        if block.is_null() {
            block
        } else {
            block.wrapping_add(shift)
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let (whole, shift) = shifted(layout);
        // SAFETY: `alloc` shifted what the system gave it for this layout.
        unsafe { System.dealloc(block.wrapping_sub(shift), whole) }
    }
}
