//! What is patched, and what cannot be.

use std::fs;

use hotswap_runtime::guest::NotAdopted;
use test_kit::isolated;

use super::library::Library;
use super::plugin;

#[test]
fn a_library_says_which_of_its_functions_are_followed() {
    isolated(|| {
        let library = plugin::open();
        let followed = library.guest.followed();
        for function in [
            "__cxa_thread_atexit_impl",
            "pthread_create",
            "pthread_key_create",
            "pthread_setspecific",
        ] {
            assert!(followed.contains(&function), "{function} in {followed:?}");
        }
    });
}

#[test]
fn the_pages_of_patched_slots_are_protected_as_before() {
    isolated(|| {
        for flags in [&[][..], &["-Crelro-level=off"]] {
            let file = plugin::build(flags);
            let path = tempfile::tempdir().expect("there is a place for temporary files");
            let copy = path.path().join("unpatched.so");
            fs::copy(&file, &copy).expect("there is a place for temporary files");
            assert!(!super::library::dlopen(&copy, libc::RTLD_NOW).is_null());
            let library = Library::open(&file);
            assert_eq!(
                protections(library.file().to_str().expect("it is text")),
                protections(copy.to_str().expect("it is text"))
            );
        }
    });
}

/// Size and protection of each mapping of a file.
fn protections(file: &str) -> Vec<(usize, String)> {
    let maps = fs::read_to_string("/proc/self/maps").expect("the system has it");
    let of_file = maps.lines().filter(|line| line.ends_with(file));
    of_file
        .map(|line| {
            let mut words = line.split([' ', '-']);
            let mut address = || usize::from_str_radix(words.next().unwrap(), 16).unwrap();
            let (start, end) = (address(), address());
            (end - start, line.split(' ').nth(1).unwrap().to_owned())
        })
        .collect()
}

#[test]
fn a_library_with_threads_that_are_not_followed_is_refused() {
    isolated(|| {
        let file = test_kit::rustc_cdylib(
            "c11",
            r#"unsafe extern "C" { fn thrd_create(thread: *mut usize, start: usize, argument: usize) -> i32; }
               #[unsafe(no_mangle)] pub extern "C" fn start() { unsafe { thrd_create(&mut 0, 0, 0) }; }"#,
            &[],
        );
        let Err(error) = Library::try_open(&file) else {
            panic!("it is not followed")
        };
        assert!(matches!(error, NotAdopted::Unfollowed { .. }), "{error}");
    });
}
