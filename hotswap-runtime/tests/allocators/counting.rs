//! An allocator that counts, and whose memory no other can free: what it gives is never what the system gave it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicI64, Ordering};

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

static BLOCKS: AtomicI64 = AtomicI64::new(0);
static BYTES: AtomicI64 = AtomicI64::new(0);

/// How many blocks and bytes are not freed yet.
pub fn alive() -> (i64, i64) {
    (BLOCKS.load(Ordering::SeqCst), BYTES.load(Ordering::SeqCst))
}

fn count(blocks: i64, layout: Layout) {
    BLOCKS.fetch_add(blocks, Ordering::SeqCst);
    BYTES.fetch_add(blocks * layout.size() as i64, Ordering::SeqCst);
}

/// The layout with room for a shift before it.
fn shifted(layout: Layout) -> (Layout, usize) {
    let shift = layout.align().max(16);
    let size = layout.size() + shift;
    // Sizes near the end of the address space are asked for by nobody.
    (
        Layout::from_size_align(size, layout.align()).unwrap(),
        shift,
    )
}

// SAFETY: every block is one of the system's, shifted by its alignment there and back.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (whole, shift) = shifted(layout);
        // SAFETY: the size is not zero.
        let block = unsafe { System.alloc(whole) };
        if block.is_null() {
            return block;
        }
        count(1, layout);
        block.wrapping_add(shift)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let (whole, shift) = shifted(layout);
        count(-1, layout);
        // SAFETY: `alloc` shifted what the system gave it for this layout.
        unsafe { System.dealloc(block.wrapping_sub(shift), whole) }
    }
}
