//! What may happen to the file of a plugin that is loaded.

use std::fs::{self, File, FileTimes, OpenOptions};
use std::os::unix::fs::MetadataExt;

use hotswap_runtime::{FileError, ReloadError};
use test_kit::{Plugin, plugin_source, wait_until};

use crate::common::host::{Host, world};

#[test]
fn a_file_overwritten_in_place_is_loaded_anew_though_path_and_inode_are_the_same() {
    let host = Host::serving();
    let inode = fs::metadata(host.file()).unwrap().ino();
    fs::copy(world(2), host.file()).unwrap();
    assert_eq!(fs::metadata(host.file()).unwrap().ino(), inode);
    assert_eq!(host.version(), 1, "old code runs on until the reload");
    assert_eq!(host.reload().unwrap().to_string(), "world: ok");
    assert_eq!(host.version(), 2);
}

/// Versions of exactly one size: they differ in a byte of one library.
fn of_one_size(version: u8) -> Vec<u8> {
    const MARK: &[u8] = b"this is version 1";
    let functions = r#"
        static MARK: [u8; 17] = *b"this is version 1";
        #[plugin_fn] fn version() -> u32 { u32::from(std::hint::black_box(&MARK)[16] - b'0') }
    "#;
    let plugin = Plugin::new("world").source(plugin_source(functions));
    let mut library = fs::read(plugin.build()).unwrap();
    let mut places = library.windows(MARK.len());
    let place = places.position(|it| it == MARK).expect("the mark is there");
    library[place + MARK.len() - 1] = b'0' + version;
    library
}

#[test]
fn a_file_with_the_size_and_times_of_the_old_one_is_noticed_all_the_same() {
    let host = Host::serving();
    for version in [2, 3] {
        let before = fs::metadata(host.file()).unwrap();
        fs::write(host.file(), of_one_size(version)).unwrap();
        let times = FileTimes::new().set_modified(before.modified().unwrap());
        let file = OpenOptions::new().write(true).open(host.file()).unwrap();
        file.set_times(times).unwrap();
        host.reload().unwrap();
        assert_eq!(host.version(), u32::from(version));
    }
}

#[test]
fn a_version_that_comes_back_under_its_old_inode_is_the_code_that_runs() {
    let host = Host::serving();
    let first = host.plugins.path().join("first.backup");
    fs::hard_link(host.file(), &first).unwrap();
    for version in [2, 3] {
        host.publish(version);
        host.reload().unwrap();
        assert_eq!(host.version(), version);
    }
    // The very file that version 1 was loaded from: the system's loader knows its inode.
    fs::rename(first, host.file()).unwrap();
    assert_eq!(host.reload().unwrap().to_string(), "world: ok");
    assert_eq!(host.version(), 1);
}

#[test]
fn a_symlink_that_is_turned_to_another_version_is_followed() {
    let host = Host::serving();
    fs::remove_file(host.file()).unwrap();
    std::os::unix::fs::symlink(world(2), host.file()).unwrap();
    host.reload().unwrap();
    assert_eq!(host.version(), 2);
}

#[test]
fn a_loaded_file_may_be_cut_filled_with_junk_or_deleted_and_its_code_runs_on() {
    let host = Host::serving();
    File::create(host.file()).unwrap().set_len(100).unwrap();
    assert_eq!(host.version(), 1);
    fs::write(host.file(), vec![0xcc; 1 << 20]).unwrap();
    assert_eq!(host.version(), 1);
    fs::remove_file(host.file()).unwrap();
    assert_eq!(host.version(), 1);
    assert_eq!(host.reload().unwrap().to_string(), "world: removed");
}

#[test]
fn a_file_that_is_touched_but_not_changed_is_unchanged() {
    let host = Host::serving();
    let file = OpenOptions::new().write(true).open(host.file()).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    assert_eq!(host.reload().unwrap().to_string(), "world: unchanged");
}

#[test]
fn a_sealed_file_is_unchanged_against_the_same_without_its_seal() {
    let host = Host::serving();
    fs::write(host.file(), crate::common::host::sealed(&world(1))).unwrap();
    assert_eq!(host.reload().unwrap().to_string(), "world: unchanged");
}

#[test]
fn what_is_no_plugin_by_its_name_is_left_alone() {
    let host = Host::serving();
    for name in ["notes.txt", ".libworld.so", "libcat.so.tmp"] {
        fs::write(host.plugins.path().join(name), "not a library").unwrap();
    }
    fs::create_dir(host.plugins.path().join("libdir.so")).unwrap();
    assert_eq!(host.reload().unwrap().to_string(), "world: unchanged");
}

#[test]
fn the_problems_of_all_files_are_reported_together() {
    let host = Host::serving();
    fs::write(host.plugins.path().join("libbad.so"), "").unwrap();
    fs::write(host.plugins.path().join("libworse.so"), "#!/bin/sh\n").unwrap();
    let error = host.reload().unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("2 files cannot be loaded:"), "{text}");
    assert!(
        text.contains("libbad.so") && text.contains("libworse.so"),
        "{text}"
    );
    let ReloadError::Refused { problems, .. } = error else {
        panic!("{text}");
    };
    assert!(
        problems
            .iter()
            .all(|it| matches!(it, FileError::Inspect(_)))
    );
    assert_eq!(host.version(), 1);
}

#[test]
fn private_copies_go_with_what_they_were_made_for() {
    let copies = tempfile::tempdir().unwrap();
    let count = || {
        walk(copies.path())
            .filter(|path| path.ends_with(".so"))
            .count()
    };
    let plugins = test_kit::PluginDir::new();
    test_kit::publish(&world(1), plugins.path(), "world");
    let swapper = hotswap_runtime::Swapper::builder(plugins.path())
        .private_dir(copies.path())
        .free_delay(std::time::Duration::ZERO)
        .build()
        .unwrap();
    swapper.load(&hotswap::LiveData::none()).unwrap();
    assert_eq!(count(), 1);
    test_kit::publish(&world(2), plugins.path(), "world");
    swapper.reload(&hotswap::LiveData::none()).unwrap();
    wait_until("the old copy is deleted", || count() == 1);
    drop(swapper);
    assert_eq!(
        fs::read_dir(copies.path()).unwrap().count(),
        0,
        "and the directory last"
    );
}

#[test]
fn a_private_directory_that_a_cleaner_removed_is_made_again() {
    let copies = tempfile::tempdir().unwrap();
    let plugins = test_kit::PluginDir::new();
    test_kit::publish(&world(1), plugins.path(), "world");
    let swapper = hotswap_runtime::Swapper::builder(plugins.path())
        .private_dir(copies.path())
        .build()
        .unwrap();
    swapper.load(&hotswap::LiveData::none()).unwrap();
    for entry in fs::read_dir(copies.path()).unwrap() {
        fs::remove_dir_all(entry.unwrap().path()).unwrap();
    }
    test_kit::publish(&world(2), plugins.path(), "world");
    let report = swapper.reload(&hotswap::LiveData::none()).unwrap();
    assert_eq!(report.to_string(), "world: ok");
}

#[test]
fn a_file_that_cannot_be_looked_at_is_an_error_and_not_a_plugin_that_is_gone() {
    let host = Host::serving();
    fs::remove_file(host.file()).unwrap();
    std::os::unix::fs::symlink(host.file(), host.file()).unwrap();
    let refusal = host.refusal();
    assert!(
        refusal.contains("cannot stat") && refusal.contains("libworld.so"),
        "{refusal}"
    );
}

/// The paths of the files two levels down.
fn walk(path: &std::path::Path) -> impl Iterator<Item = String> {
    let level = |path| fs::read_dir(path).into_iter().flatten().flatten();
    level(path.to_owned())
        .flat_map(move |entry| level(entry.path()))
        .map(|entry| entry.path().display().to_string())
}
