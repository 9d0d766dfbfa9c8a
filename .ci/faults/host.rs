//! A host that races with its plugin, then has it use memory that is freed. `.ci/sanitizers` runs it to see that this
//! is reported.

use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, mem, thread};

unsafe extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

const RTLD_NOW: c_int = 2;

fn main() {
    let path = env::args().nth(1).expect("the plugin's path is given");
    let path = CString::new(path).expect("it has no zero byte");
    // SAFETY: the plugin has no constructors.
    let library = unsafe { dlopen(path.as_ptr(), RTLD_NOW) };
    assert!(!library.is_null());
    // SAFETY: the library is open.
    let add = unsafe { dlsym(library, c"add".as_ptr()) };
    assert!(!add.is_null());
    // SAFETY: the plugin defines it so.
    let add: unsafe extern "C" fn(*mut u64) = unsafe { mem::transmute(add) };
    let count = Box::into_raw(Box::new(0_u64));
    let address = count.expose_provenance();
    let arrived = &AtomicU32::new(0);
    thread::scope(|scope| {
        // At the same time: if one has ended before the other begins, the end of its handle is between them.
        for _ in 0..2 {
            scope.spawn(move || {
                // Relaxed: it must not put the two in order.
                arrived.fetch_add(1, Ordering::Relaxed);
                while arrived.load(Ordering::Relaxed) < 2 {
                    thread::yield_now();
                }
                for _ in 0..1_000 {
                    // SAFETY: none; this is the race.
                    unsafe { add(std::ptr::with_exposed_provenance_mut(address)) };
                }
            });
        }
    });
    // SAFETY: it was made by `Box::into_raw`.
    drop(unsafe { Box::from_raw(count) });
    // SAFETY: none; this is the use after free.
    unsafe { add(std::ptr::with_exposed_provenance_mut(address)) };
}
