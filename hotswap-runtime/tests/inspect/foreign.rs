//! Other machines and other kinds of files.

use std::path::Path;

use hotswap_runtime::inspect::{Fault, inspect_file};
use test_kit::{rustc_executable, rustc_object, rustc_rlib};

use super::library::{PATH, fault, patched, read, refusal, world_bytes};

/// What a file that is no library is taken for.
#[track_caller]
fn looks_like(bytes: &[u8]) -> &'static str {
    match fault(bytes) {
        Fault::NotALibrary { looks_like, .. } => looks_like,
        other => panic!("{other:?}"),
    }
}

#[test]
fn other_files_are_called_what_they_look_like() {
    assert_eq!(looks_like(b"#!/bin/sh\necho hello\n"), "a script");
    assert_eq!(looks_like(b"a plugin will be here\n"), "a text");
    assert_eq!(looks_like(&[0x9e; 100_000]), "data of an unknown kind");
    assert_eq!(looks_like(&[0; 100_000]), "nothing but zeros");
    assert_eq!(looks_like(b"\0asm\x01\0\0\0"), "a WebAssembly module");
}

#[test]
fn a_static_library_is_refused_as_one() {
    let rlib = rustc_rlib("inspect_rlib", "pub fn one() -> u32 { 1 }", &[]);
    assert_eq!(looks_like(&read(&rlib)), "a static library");
}

/// What kind of ELF file other than a library these bytes are.
#[track_caller]
fn not_shared(bytes: &[u8]) -> &'static str {
    match fault(bytes) {
        Fault::NotShared { found, .. } => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_executable_is_refused_as_one() {
    for flag in ["-Crelocation-model=pie", "-Crelocation-model=static"] {
        let file = rustc_executable("inspect_executable", "fn main() {}", &[flag]);
        assert_eq!(not_shared(&read(&file)), "an executable", "{flag}");
    }
}

#[test]
fn an_object_file_is_refused_as_one() {
    let file = rustc_object("inspect_object", "pub fn one() -> u32 { 1 }", &[]);
    assert_eq!(
        not_shared(&read(&file)),
        "an object file that is not linked"
    );
}

#[test]
fn a_file_that_is_not_there_is_refused_with_the_reason() {
    let error = inspect_file(Path::new("plugins/nothing.so")).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("plugins/nothing.so cannot be read"),
        "{error}"
    );
    let source = std::error::Error::source(&error).unwrap();
    let source = source.downcast_ref::<std::io::Error>().unwrap();
    assert_eq!(source.kind(), std::io::ErrorKind::NotFound);
}

#[cfg(target_os = "linux")]
mod header {
    use super::*;

    const CLASS: usize = 4;
    const DATA: usize = 5;
    const OS_ABI: usize = 7;
    const MACHINE: usize = 18;

    /// A number that is not this host's.
    const OTHER_MACHINE: (u16, &str) = if cfg!(target_arch = "aarch64") {
        (62, "x86_64")
    } else {
        (183, "aarch64")
    };

    #[test]
    fn another_processor_is_named_with_what_to_do() {
        let (machine, name) = OTHER_MACHINE;
        let changed = patched(world_bytes(), MACHINE, &machine.to_le_bytes());
        let host = std::env::consts::ARCH;
        let expected = format!(
            "{PATH} is built for {name}, but this host runs on {host}: rebuild the plugin with --target {host}-"
        );
        let message = refusal(&changed).to_string();
        assert!(message.starts_with(&expected), "{message}");
    }

    #[track_caller]
    fn architecture(bytes: &[u8]) -> String {
        match fault(bytes) {
            Fault::WrongArchitecture { found, .. } => found,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn another_word_size_is_another_architecture() {
        let found = architecture(&patched(world_bytes(), CLASS, &[1]));
        assert!(found.ends_with("(32-bit)"), "{found}");
    }

    #[test]
    fn another_byte_order_is_another_architecture() {
        let found = architecture(&patched(world_bytes(), DATA, &[2]));
        assert!(found.ends_with("(big-endian)"), "{found}");
    }

    #[test]
    fn another_system_is_named() {
        match fault(&patched(world_bytes(), OS_ABI, &[9])) {
            Fault::WrongSystem { found, .. } => assert_eq!(found, "FreeBSD"),
            other => panic!("{other:?}"),
        }
    }
}
