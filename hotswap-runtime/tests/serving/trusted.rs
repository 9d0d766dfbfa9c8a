//! With `trusted_dir`, only what nobody else could have put there is loaded.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};
use std::path::Path;

use hotswap::LiveData;
use hotswap_runtime::{FileError, Mistrust, ReloadError, Swapper, SwapperBuilder, Untrusted};

use crate::common::host::{Host, world};

fn host() -> Host {
    Host::serving_with(SwapperBuilder::trusted_dir)
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// What is said of one file that is refused, while version 1 serves on.
#[track_caller]
fn refused(host: &Host) -> Untrusted {
    let error = host.reload().unwrap_err();
    assert_eq!(host.version(), 1, "the old generation serves on");
    match error {
        ReloadError::Refused { mut problems, .. } => match problems.pop() {
            Some(FileError::Untrusted(untrusted)) if problems.is_empty() => untrusted,
            other => panic!("{other:?}, {problems:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// What is said of the directory, or of the way to it, while version 1 serves on.
#[track_caller]
fn untrusted(host: &Host) -> Untrusted {
    let error = host.reload().unwrap_err();
    assert_eq!(host.version(), 1, "the old generation serves on");
    match error {
        ReloadError::Untrusted(untrusted) => untrusted,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_ones_own_is_loaded_and_reloaded() {
    let host = host();
    host.publish(2);
    assert_eq!(host.reload().unwrap().to_string(), "world: ok");
    assert_eq!(host.version(), 2);
}

#[test]
fn a_library_that_others_may_write_to_is_refused_until_they_may_not() {
    let host = host();
    host.publish(2);
    for mode in [0o722, 0o720, 0o702] {
        chmod(&host.file(), mode);
        let Untrusted { path, mistrust, .. } = refused(&host);
        assert_eq!(path, host.file());
        assert!(matches!(mistrust, Mistrust::Writable { mode: it, .. } if it == mode));
    }
    chmod(&host.file(), 0o755);
    host.reload().unwrap();
    assert_eq!(host.version(), 2);
}

#[test]
fn a_loaded_library_that_is_opened_to_others_is_refused_from_then_on() {
    let host = host();
    // What is that new is read again whether or not it has moved.
    std::thread::sleep(std::time::Duration::from_millis(50));
    host.reload().unwrap();
    chmod(&host.file(), 0o777);
    refused(&host);
}

#[test]
fn a_directory_that_others_may_write_to_is_refused_also_if_it_is_sticky() {
    let host = host();
    let directory = host.plugins.path();
    for mode in [0o777, 0o770, 0o1777] {
        chmod(directory, mode);
        let found = untrusted(&host);
        assert_eq!(found.path, directory);
        let advice = match mode {
            // Nobody should do that to `/tmp`.
            0o1777 => "choose a directory that only this user can write to",
            _ => "remove that permission with `chmod go-w`",
        };
        assert_eq!(
            found.to_string(),
            format!(
                "{} cannot be trusted: others may write to it (mode {mode:04o}); {advice}",
                directory.display()
            )
        );
    }
    chmod(directory, 0o755);
    host.reload().unwrap();
}

#[test]
fn a_directory_on_the_way_that_others_may_write_to_is_refused_unless_it_is_sticky() {
    let outer = tempfile::tempdir().unwrap();
    let plugins = outer.path().join("plugins");
    fs::create_dir(&plugins).unwrap();
    test_kit::publish(&world(1), &plugins, "world");
    let load = |directory: &Path| {
        let swapper = Swapper::builder(directory).trusted_dir().build().unwrap();
        swapper.load(&LiveData::none())
    };
    chmod(outer.path(), 0o1777);
    load(&plugins).unwrap();
    chmod(outer.path(), 0o777);
    let error = load(&plugins).unwrap_err();
    assert!(
        matches!(&error, ReloadError::Untrusted(it) if it.path == outer.path()),
        "{error}"
    );

    // A link that others could turn elsewhere, though where it leads now is sound.
    let sound = tempfile::tempdir().unwrap();
    test_kit::publish(&world(1), sound.path(), "world");
    let link = outer.path().join("link");
    symlink(sound.path(), &link).unwrap();
    load(sound.path()).unwrap();
    let error = load(&link).unwrap_err();
    assert!(
        matches!(&error, ReloadError::Untrusted(it) if it.path == outer.path()),
        "{error}"
    );
    chmod(outer.path(), 0o755);
    load(&link).unwrap();
}

#[test]
fn a_link_may_lead_to_a_library_in_the_directory_and_not_out_of_it() {
    let host = host();
    let directory = host.plugins.path();
    fs::remove_file(host.file()).unwrap();
    fs::copy(world(2), directory.join("world-2")).unwrap();
    symlink("world-2", host.file()).unwrap();
    host.reload().unwrap();
    assert_eq!(host.version(), 2);

    let elsewhere = tempfile::tempdir().unwrap();
    let target = fs::canonicalize(elsewhere.path()).unwrap().join("world-1");
    fs::copy(world(1), &target).unwrap();
    fs::remove_file(host.file()).unwrap();
    symlink(&target, host.file()).unwrap();
    let error = host.reload().unwrap_err().to_string();
    assert_eq!(host.version(), 2, "the old generation serves on");
    let told = format!(
        "it is a link out of the plugin directory, to {}",
        target.display()
    );
    assert!(error.contains(&told), "{error}");
}

#[test]
fn a_link_that_leads_nowhere_or_in_a_circle_is_no_plugin() {
    let host = host();
    let circle = test_kit::file_name("circle");
    symlink(&circle, host.plugins.path().join(&circle)).unwrap();
    let error = host.reload().unwrap_err();
    assert!(matches!(error, ReloadError::Unseen { .. }), "{error}");
    fs::remove_file(host.plugins.path().join(&circle)).unwrap();

    let directory = tempfile::tempdir().unwrap();
    let (one, other) = (directory.path().join("one"), directory.path().join("other"));
    symlink(&one, &other).unwrap();
    symlink(&other, &one).unwrap();
    let swapper = Swapper::builder(&one).trusted_dir().build().unwrap();
    let error = swapper.load(&LiveData::none()).unwrap_err();
    assert!(
        matches!(&error, ReloadError::Untrusted(it) if matches!(it.mistrust, Mistrust::TooManyLinks)),
        "{error}"
    );
}

#[test]
fn a_directory_that_is_not_there_is_an_error_of_its_own() {
    let outer = tempfile::tempdir().unwrap();
    let swapper = Swapper::builder(outer.path().join("absent")).trusted_dir();
    let error = swapper
        .build()
        .unwrap()
        .load(&LiveData::none())
        .unwrap_err();
    assert!(matches!(error, ReloadError::Directory { .. }), "{error}");
}

#[test]
fn private_copies_are_not_made_where_others_could_replace_them() {
    let open = tempfile::tempdir().unwrap();
    chmod(open.path(), 0o777);
    let builder = Swapper::builder("plugins").private_dir(open.path());
    let error = builder.trusted_dir().build().unwrap_err();
    assert!(
        matches!(&error, ReloadError::Untrusted(it) if it.path == open.path()),
        "{error}"
    );
}

#[test]
fn a_place_for_private_copies_that_was_removed_must_be_trusted_again() {
    let outer = tempfile::tempdir().unwrap();
    let private = outer.path().join("private");
    fs::create_dir(&private).unwrap();
    let host = Host::serving_with(|it| it.private_dir(&private).trusted_dir());
    host.publish(2);
    // A cleaner has been there, and then somebody else.
    fs::remove_dir_all(&private).unwrap();
    fs::create_dir(&private).unwrap();
    chmod(&private, 0o777);
    assert_eq!(untrusted(&host).path, private);
    chmod(&private, 0o755);
    host.reload().unwrap();
    assert_eq!(host.version(), 2);
}

/// Version 2 with a path of its own in which the loader looks for what it needs.
fn with_search_path(path: &str) -> std::path::PathBuf {
    let functions = "#[plugin_fn] fn version() -> u32 { 2 }";
    test_kit::Plugin::new("world")
        .source(test_kit::plugin_source(functions))
        .flag(&format!("-Clink-arg=-Wl,-rpath,{path}"))
        .build()
}

#[test]
fn a_library_that_needs_others_from_where_others_may_put_them_is_refused() {
    let open = tempfile::tempdir().unwrap();
    chmod(open.path(), 0o1777);
    // What the private copies lie in is open, as `/tmp` is.
    let host = Host::serving_with(|it| it.private_dir(open.path()).trusted_dir());
    let closed = tempfile::tempdir().unwrap();
    let (opened, absent) = (open.path().join("lib"), closed.path().join("absent"));
    for path in [
        "$ORIGIN/../lib",
        &format!("/usr/lib:{}", open.path().display()),
        opened.to_str().unwrap(),
    ] {
        test_kit::publish(&with_search_path(path), host.plugins.path(), "world");
        let found = refused(&host);
        assert_eq!(found.path, host.file());
        assert!(
            matches!(&found.mistrust, Mistrust::Search { way, .. } if way == open.path()),
            "{found}"
        );
    }
    let sound = format!("/usr/lib:$ORIGIN:{}", absent.display());
    test_kit::publish(&with_search_path(&sound), host.plugins.path(), "world");
    host.reload().unwrap();
    assert_eq!(host.version(), 2);
}

const SOMEBODY: u32 = 12_345;

#[test]
fn what_belongs_to_somebody_else_is_refused_by_whoever_may_make_it_so() {
    let host = host();
    host.publish(2);
    // Only root may give files away.
    if chown(host.file(), Some(SOMEBODY), None).is_err() {
        return;
    }
    let found = refused(&host);
    assert!(matches!(
        found.mistrust,
        Mistrust::Owner {
            owner: SOMEBODY,
            ..
        }
    ));
    chown(host.file(), Some(0), None).unwrap();
    host.reload().unwrap();
    chown(host.plugins.path(), Some(SOMEBODY), None).unwrap();
    let error = host.reload().unwrap_err();
    assert!(matches!(error, ReloadError::Untrusted(_)), "{error}");
}

#[test]
fn a_link_of_somebody_else_is_refused_where_only_he_could_turn_it_elsewhere() {
    let (open, sound) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    chmod(open.path(), 0o1777);
    let link = open.path().join("link");
    symlink(sound.path(), &link).unwrap();
    let load = || {
        let swapper = Swapper::builder(&link).trusted_dir().build().unwrap();
        swapper.load(&LiveData::none())
    };
    load().unwrap();
    if lchown(&link, Some(SOMEBODY), None).is_err() {
        return;
    }
    let error = load().unwrap_err();
    assert!(
        matches!(&error, ReloadError::Untrusted(it) if it.path == link),
        "{error}"
    );
}
