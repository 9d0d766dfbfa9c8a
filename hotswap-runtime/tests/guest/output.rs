//! The buffer of a library's `stdout` is given back when it is sure whose it is, and is left otherwise.

use std::path::{Path, PathBuf};

use test_kit::isolated;

use super::library::Library;

const SOURCE: &str = r#"
use std::io::{Write, stdout};

#[unsafe(no_mangle)] pub extern "C" fn open() { stdout().flush().unwrap(); }
#[unsafe(no_mangle)] pub extern "C" fn prints() { print!("."); }
#[unsafe(no_mangle)] pub extern "C" fn prints_much() { print!("{}", "x".repeat(5000)); }
#[unsafe(no_mangle)] pub extern "C" fn flush() { stdout().flush().unwrap(); }
#[unsafe(no_mangle)] pub extern "C" fn show() { stdout().write_all(b"\0").unwrap(); stdout().flush().unwrap(); }
"#;

/// An allocator whose blocks begin behind a header: none of them is what `malloc` gave.
const ALLOCATOR: &str = r#"
use std::alloc::{GlobalAlloc, Layout, System};

struct Headed;
const HEADER: usize = 64;

fn headed(layout: Layout) -> Layout { Layout::from_size_align(layout.size() + HEADER, HEADER).unwrap() }

unsafe impl GlobalAlloc for Headed {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let place = unsafe { System.alloc(headed(layout)) };
        if place.is_null() { place } else { unsafe { place.add(HEADER) } }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe { System.dealloc(place.sub(HEADER), headed(layout)) }
    }
}

#[global_allocator] static ALLOCATOR: Headed = Headed;
"#;

fn library(more: &str) -> PathBuf {
    test_kit::rustc_cdylib("output", &format!("{SOURCE}\n{more}"), &[])
}

/// Opens it and has it make its buffer, as a plugin does that is attached.
fn attach(file: &Path) -> Library {
    let library = Library::open(file);
    // SAFETY: nothing else of it runs, and it only makes the buffer.
    unsafe { library.guest.open_output(|| library.call("open")) };
    library
}

/// Has it show its buffer, and closes it.
fn close(library: Library) {
    library.release();
    library.call("flush");
    hotswap_runtime::safe_point();
    library.wait_until_clear();
    // SAFETY: it was released, its buffer is empty, and nothing of it runs any more.
    unsafe { library.guest.show_output(|| library.call("show")) };
    library.close().expect("nothing holds it");
}

/// How much the process's heap grows by one generation, in bytes.
fn lost_by_each(generation: impl Fn()) -> usize {
    (0..20).for_each(|_| generation());
    let before = allocated();
    (0..100).for_each(|_| generation());
    allocated().saturating_sub(before) / 100
}

fn allocated() -> usize {
    // SAFETY: it has no preconditions.
    unsafe { libc::mallinfo2() }.uordblks
}

#[test]
fn the_buffer_is_given_back_whether_the_library_has_printed_or_not() {
    isolated(|| {
        let file = library("");
        for functions in [&[][..], &["prints"], &["prints_much", "prints"]] {
            let lost = lost_by_each(|| {
                let library = attach(&file);
                functions.iter().for_each(|function| library.call(function));
                close(library);
            });
            assert!(lost < 50, "{functions:?}: {lost} bytes a generation");
        }
    });
}

#[test]
fn a_buffer_that_was_not_shown_is_left() {
    isolated(|| {
        let file = library("");
        let lost = lost_by_each(|| attach(&file).end());
        assert!(lost >= 1024, "{lost} bytes a generation");
    });
}

#[test]
fn the_buffer_of_a_library_that_allocates_in_its_own_way_is_left() {
    isolated(|| {
        let file = library(ALLOCATOR);
        let lost = lost_by_each(|| {
            let library = attach(&file);
            library.call("prints");
            close(library);
        });
        assert!(lost >= 1024, "{lost} bytes a generation");
    });
}

#[test]
fn what_is_printed_without_a_line_end_is_seen_and_the_byte_that_shows_the_buffer_is_not() {
    let outcome = test_kit::child().run(|_| {
        let library = attach(&library(""));
        (0..5).for_each(|_| library.call("prints"));
        close(library);
    });
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("....."), "{outcome}");
    assert!(!outcome.output.contains('\0'), "{outcome}");
}
