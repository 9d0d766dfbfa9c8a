//! The buffer of a library's `stdout`: a kilobyte that its std never frees, because Rust drops no statics.
//!
//! std has no function that frees it, so the host does, once the library is unmapped. It must know two things:
//!
//! - The address of the buffer: the library allocates it when it is attached, and `malloc` is watched meanwhile.
//!   Nothing else is done in this call.
//! - That the library's std still has it: before the close, when the buffer is empty and none of the library's code
//!   runs any more, the library writes a byte, which is discarded. std passes the address of its buffer to `write`. If
//!   that is the block that `malloc` gave, the block is not freed yet, and no other code will free it.
//!
//! The buffer of a library with an allocator of its own, or whose constructors have printed before, is not freed.

use std::cell::RefCell;
use std::ffi::{c_int, c_void};

use parking_lot::Mutex;

use super::image::Image;
use super::slots;
use super::system::fail;

/// The known facts about the buffer of one library.
#[derive(Debug, Default)]
pub(super) struct Output(Mutex<Buffer>);

#[derive(Debug, Default)]
struct Buffer {
    /// The blocks that `malloc` gave while the buffer was allocated.
    made: Vec<usize>,
    /// The one of them that std has shown to be the buffer.
    shown: Option<usize>,
}

thread_local! {
    static SEEN: RefCell<Seen> = const { RefCell::new(Seen { given: Vec::new(), written: None }) };
}

/// The addresses that the watched functions saw on this thread.
#[derive(Default)]
struct Seen {
    given: Vec<usize>,
    written: Option<usize>,
}

/// On a thread that ends, the thread-local may be gone: then nothing is noted, and the buffer is not freed.
fn note(change: impl FnOnce(&mut Seen)) {
    let _ = SEEN.try_with(|seen| change(&mut seen.borrow_mut()));
}

fn take() -> Seen {
    SEEN.try_with(RefCell::take).unwrap_or_default()
}

impl Output {
    /// Notes the blocks that the library allocates in `open`.
    ///
    /// # Safety
    ///
    /// The image is mapped, and none of its code runs except the code that `open` calls on this thread: its std
    /// allocates the buffer.
    pub(super) unsafe fn open(&self, image: &Image, open: impl FnOnce()) {
        take();
        let to = [(c"malloc", watched_malloc as *const () as usize)];
        // SAFETY: AT-REST: by the contract of this function.
        let watched = unsafe { slots::redirect(image, &to) };
        open();
        drop(watched);
        self.0.lock().made = take().given;
    }

    /// Makes std show its buffer: `show` writes a byte and flushes it; the byte is discarded.
    ///
    /// # Safety
    ///
    /// The image is mapped, and none of its code runs except the code that `show` calls on this thread. The buffer is
    /// empty.
    pub(super) unsafe fn show(&self, image: &Image, show: impl FnOnce()) {
        take();
        let to = [
            (c"write", swallow as *const () as usize),
            (c"writev", refuse as *const () as usize),
        ];
        // SAFETY: AT-REST: by the contract of this function.
        let Some(swallowed) = (unsafe { slots::redirect(image, &to) }) else {
            return;
        };
        show();
        drop(swallowed);
        let written = take().written;
        let mut buffer = self.0.lock();
        buffer.shown = written.filter(|place| buffer.made.contains(place));
    }

    /// Frees the buffer, if it was shown.
    ///
    /// # Safety
    ///
    /// The library is unmapped, and none of its code has run since it was shown.
    pub(super) unsafe fn free(self) {
        if let Some(place) = self.0.into_inner().shown {
            // SAFETY: GIVEN-UP: `malloc` gave the block for this buffer, and the library's std still had it when the
            // last of the library's code had run.
            unsafe { libc::free(place as *mut c_void) };
        }
    }
}

/// `malloc` of a library that allocates its buffer.
///
/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn watched_malloc(size: usize) -> *mut c_void {
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    let place = unsafe { libc::malloc(size) };
    if !place.is_null() {
        note(|seen| seen.given.push(place.addr()));
    }
    place
}

/// `write` of a library that shows its buffer.
///
/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn swallow(file: c_int, bytes: *const c_void, len: usize) -> isize {
    if file != libc::STDOUT_FILENO {
        // SAFETY: FORWARDED: the arguments are passed on unchanged.
        return unsafe { libc::write(file, bytes, len) };
    }
    note(|seen| seen.written = Some(bytes.addr()));
    isize::try_from(len).unwrap_or(isize::MAX)
}

/// `writev` of such a library: where std calls this instead of `write`, it shows nothing. The byte is discarded, too.
unsafe extern "C" fn refuse(_: c_int, _: *const libc::iovec, _: c_int) -> isize {
    fail(libc::EBADF) as isize
}
