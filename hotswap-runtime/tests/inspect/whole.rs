//! What is accepted.

use std::path::Path;

use hotswap::root::MAGIC;
use hotswap_runtime::inspect::{ContentHash, inspect, inspect_file, inspect_hashed, seal};

use super::library::{PATH, read, sealed, world, world_bytes, world_path};

#[test]
fn a_plugin_is_described_without_being_opened() {
    let found = inspect_file(&world_path()).unwrap();
    assert_eq!(found.manifest.plugin.name, "world");
    assert_eq!(found.manifest.plugin.version, "0.1.0");
    assert_eq!(found.manifest.plugin.panic, "unwind");
    let names: Vec<_> = found
        .manifest
        .items
        .iter()
        .map(|item| item.name.as_str())
        .collect();
    assert_eq!(names, ["hum", "greet"]);
    assert_eq!(found.size, world_bytes().len() as u64);
    assert!(!found.sealed);
}

#[test]
fn the_root_is_where_the_inspection_says() {
    let found = inspect(Path::new(PATH), world_bytes()).unwrap();
    let root = &world_bytes()[found.root_offset as usize..];
    assert_eq!(root[..8], MAGIC);
}

#[test]
fn a_seal_changes_nothing_but_that_it_is_there() {
    let bytes = sealed(world_bytes());
    let found = inspect(Path::new(PATH), &bytes).unwrap();
    let plain = inspect(Path::new(PATH), world_bytes()).unwrap();
    assert!(found.sealed);
    assert_eq!(found.size, plain.size);
    assert_eq!(found.root_offset, plain.root_offset);
    assert_eq!(found.manifest.plugin.name, plain.manifest.plugin.name);
}

#[test]
fn a_hash_that_is_known_already_is_compared_with_the_seal() {
    let bytes = sealed(world_bytes());
    let path = Path::new(PATH);
    let hash = ContentHash::of(seal::content(&bytes));
    assert!(inspect_hashed(path, &bytes, hash).is_ok());
    assert!(inspect_hashed(path, &bytes, ContentHash::of(b"")).is_err());
}

#[test]
fn bytes_at_any_alignment_are_read() {
    for shift in 0..16 {
        let shifted = [vec![0; shift], world_bytes().to_vec()].concat();
        assert!(
            inspect(Path::new(PATH), &shifted[shift..]).is_ok(),
            "by {shift}"
        );
    }
}

/// Each of them leads the linker to write some table in another form.
#[cfg(target_os = "linux")]
#[test]
fn libraries_are_accepted_however_they_are_linked() {
    let ways = [
        "-Copt-level=0",
        "-Cdebuginfo=2",
        "-Cstrip=symbols",
        "-Crelro-level=off",
        "-Crelro-level=partial",
        "-Clink-arg=-Wl,--hash-style=sysv",
        "-Clink-arg=-Wl,--hash-style=both",
        "-Clink-arg=-Wl,-z,pack-relative-relocs",
        "-Clink-arg=-Wl,--build-id=none",
        // The system's own linker instead of the one that comes with rustc.
        #[cfg(target_arch = "x86_64")]
        "-Clinker-features=-lld",
    ];
    for way in ways {
        let library = world().flag(way).build();
        if let Err(error) = inspect(Path::new(PATH), &read(&library)) {
            panic!("{way}: {error:?}");
        }
    }
}

/// They come from other linkers and compilers, and have no manifest: that they get so far is the point.
#[cfg(target_os = "linux")]
#[test]
fn the_libraries_of_the_system_are_found_sound() {
    use hotswap_runtime::inspect::Fault;

    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let paths: std::collections::BTreeSet<_> = maps
        .lines()
        .filter_map(|line| line.find('/').map(|at| &line[at..]))
        .filter(|path| path.contains(".so"))
        .collect();
    assert!(paths.len() >= 2, "{paths:?}");
    for path in paths {
        let error = inspect_file(Path::new(path)).unwrap_err();
        assert!(matches!(error.fault, Fault::NotAPlugin), "{error:?}");
    }
}

#[test]
fn a_sealed_library_opens_like_any_other() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("sealed.so");
    std::fs::write(&file, sealed(world_bytes())).unwrap();
    let root = inspect_file(&file).unwrap().manifest.plugin.root;
    // SAFETY: a plugin runs nothing when it is opened.
    let library = unsafe { libloading::Library::new(&file) }.unwrap();
    // SAFETY: only the bytes that every root begins with are read, while it is open.
    let magic = unsafe { library.get::<*const [u8; 8]>(root.as_bytes()) }.unwrap();
    // SAFETY: as above.
    assert_eq!(unsafe { **magic }, MAGIC);
}
