//! Memory that statics own is not lost with the library.

use test_kit::isolated;

use crate::library::Library;

const SOURCE: &str = r#"
use std::sync::Mutex;

static KEPT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

#[unsafe(no_mangle)] pub extern "C" fn set_up() {
    let _ = std::io::stdout();
    *KEPT.lock().unwrap() = Vec::with_capacity(20_000);
    drop(vec![1_u8; 20_000]);
}
#[unsafe(no_mangle)] pub extern "C" fn prints() { print!("."); }
#[unsafe(no_mangle)] pub extern "C" fn frees_itself() { *KEPT.lock().unwrap() = Vec::new(); }
#[unsafe(no_mangle)] pub extern "C" fn flush() { std::io::Write::flush(&mut std::io::stdout()).unwrap(); }
"#;

/// How much the process's heap grows by one generation, in bytes.
fn lost_by_each(file: &std::path::Path, functions: &[&str]) -> usize {
    let generation = || {
        let library = Library::open(file);
        // SAFETY: nothing else runs, and nothing of what it makes is handed out.
        unsafe { library.guest.set_up(|| library.call("set_up")) };
        functions.iter().for_each(|function| library.call(function));
        library.end();
    };
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
fn what_statics_own_is_freed_once_the_library_is_unmapped() {
    isolated(|| {
        let file = test_kit::rustc_cdylib("statics", SOURCE, &[]);
        let lost = lost_by_each(&file, &["prints", "flush"]);
        assert!(lost < 50, "{lost} bytes a generation");
        let lost = lost_by_each(&file, &["frees_itself"]);
        assert!(lost < 50, "{lost} bytes a generation");
    });
}

#[test]
fn what_is_printed_without_a_line_end_is_not_lost_when_it_is_flushed() {
    let outcome = test_kit::child().run(|_| {
        let library = Library::open(&test_kit::rustc_cdylib("statics", SOURCE, &[]));
        (0..5).for_each(|_| library.call("prints"));
        library.call("flush");
        library.end();
    });
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("....."), "{outcome}");
}
