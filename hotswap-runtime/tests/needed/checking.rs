//! What is said before anything is loaded.

use std::fs;
use std::path::PathBuf;

use hotswap::LiveData;
use hotswap_runtime::inspect::{Fault, inspect};
use hotswap_runtime::needs::{Needs, Unmet};
use hotswap_runtime::{FileError, ReloadError, check};
use test_kit::{Plugin, cc_library, isolated, plugin_source};

use super::stage::{Host, directory, linked, work, worker};

/// What a check says of this plugin.
fn unmet(plugin: &Plugin) -> Vec<Unmet> {
    let host = Host::new();
    host.plugins.add(plugin);
    told(&host, plugin)
}

/// The same, of a plugin that a load refuses as well. To be asked in a process that has none of its libraries.
fn refused(plugin: &Plugin) -> Vec<Unmet> {
    let host = Host::new();
    host.plugins.add(plugin);
    let error = host.swapper.load(&LiveData::none()).unwrap_err();
    let is_it = |problem: &FileError| matches!(problem, FileError::Open { .. });
    assert!(
        matches!(&error, ReloadError::Refused { problems, .. } if problems.iter().all(is_it)),
        "{error}"
    );
    told(&host, plugin)
}

fn told(host: &Host, plugin: &Plugin) -> Vec<Unmet> {
    let check = check(host.plugins.path()).unwrap();
    let told = check.problems.into_iter().map(|problem| match problem {
        ReloadError::Refused { mut problems, .. } => match problems.pop() {
            Some(FileError::Unmet { path, unmet, .. }) => {
                assert_eq!(path, host.plugins.library(plugin.name()));
                unmet
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other}"),
    });
    told.collect()
}

/// A plugin that calls `part`, and is told to need what these flags say.
fn calling(part: &str, library: &std::path::Path, flags: &[&str]) -> Plugin {
    let body = format!(
        "unsafe extern \"C\" {{ fn {part}() -> i32; }}
         #[plugin_fn] fn call() -> i32 {{ unsafe {{ {part}() }} }}"
    );
    let plugin = Plugin::new("world").source(plugin_source(&body));
    let plugin = linked(plugin, library);
    flags.iter().fold(plugin, |plugin, flag| plugin.flag(flag))
}

/// A copy of a library that can be taken away.
fn movable(library: PathBuf) -> (tempfile::TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let copy = scratch.path().join(library.file_name().unwrap());
    fs::copy(library, &copy).unwrap();
    (scratch, copy)
}

#[test]
fn a_plugin_that_has_all_it_needs_has_it_listed() {
    let library = work("work", 1);
    let path = worker("world", 1, "work", &library).build();
    let (_, needs) = Needs::of_file(&path).unwrap();
    assert_eq!(needs.unmet, []);
    let of = |name: &str| needs.libraries.iter().find(|it| it.name == name);
    assert_eq!(of("libwork.so").unwrap().path.as_ref(), Some(&library));
    assert!(of("libc.so.6").unwrap().path.is_some());
    let reason = needs.stays_mapped().unwrap();
    assert!(
        reason.starts_with("it needs libwork.so, a shared library"),
        "{reason}"
    );
    let (_, plain) = Needs::of_file(&Plugin::new("plain").build()).unwrap();
    assert_eq!(plain.stays_mapped(), None);
}

#[test]
fn a_library_that_is_not_there_is_told_with_the_places() {
    isolated(|| {
        let (scratch, library) = movable(work("work", 1));
        let plugin = worker("world", 1, "work", &library);
        plugin.build();
        fs::remove_file(&library).unwrap();
        let unmet = refused(&plugin);
        let [
            error @ Unmet::Library {
                library,
                needed_by: None,
                directories,
                ..
            },
        ] = &unmet[..]
        else {
            panic!("{unmet:?}");
        };
        assert_eq!(library, "libwork.so");
        assert!(directories.contains(&scratch.path().to_owned()));
        let text = error.to_string();
        assert!(
            text.starts_with(
                "needs the library libwork.so, which the system's loader does not find"
            ),
            "{text}"
        );
        assert!(text.contains(&*scratch.path().to_string_lossy()), "{text}");
    });
}

#[test]
fn the_library_of_a_library_is_told_with_the_one_that_needs_it() {
    isolated(|| {
        let (_scratch, work) = movable(work("work", 1));
        let place = directory(&work).display();
        let flags = [
            "-Wl,--no-as-needed",
            &format!("-L{place}"),
            "-lwork",
            &format!("-Wl,-rpath,{place}"),
        ];
        let chained = cc_library("chained", "int chained(void) { return 1; }", &flags);
        let plugin = calling("chained", &chained, &["-Clink-arg=-lchained"]);
        plugin.build();
        assert_eq!(unmet(&plugin), []);
        fs::remove_file(&work).unwrap();
        let unmet = refused(&plugin);
        let [
            error @ Unmet::Library {
                needed_by: Some(through),
                ..
            },
        ] = &unmet[..]
        else {
            panic!("{unmet:?}");
        };
        assert_eq!(through, "libchained.so");
        assert!(
            error
                .to_string()
                .contains("libwork.so (through libchained.so)")
        );
    });
}

#[test]
fn origin_is_said_to_be_the_private_copys() {
    isolated(|| {
        let library = work("work", 1);
        let plugin = worker("world", 1, "work", &library);
        // The linker finds the library elsewhere than the loader is told to look.
        let body = "#[link(name = \"work\")] unsafe extern \"C\" { fn work_version() -> i32; }
         #[plugin_fn] fn call() -> i32 { unsafe { work_version() } }";
        let plugin = Plugin::new(plugin.name())
            .source(plugin_source(body))
            .flag(&format!("-Lnative={}", directory(&library).display()))
            .flag("-Clink-arg=-Wl,-rpath,$ORIGIN");
        let unmet = refused(&plugin);
        let [
            error @ Unmet::Library {
                by_origin: true, ..
            },
        ] = &unmet[..]
        else {
            panic!("{unmet:?}");
        };
        assert!(
            error
                .to_string()
                .contains("`$ORIGIN` is the directory of the private copy")
        );
    });
}

#[test]
fn a_version_that_a_library_does_not_define_is_told() {
    isolated(|| {
        let source = |version: &str| {
            format!("__asm__(\".symver part_, part@@{version}\"); int part_(void) {{ return 1; }}")
        };
        let library = |version: &str| {
            let scratch = tempfile::tempdir().unwrap();
            let script = scratch.path().join("script");
            fs::write(&script, format!("{version} {{ global: part; local: *; }};")).unwrap();
            let flag = format!("-Wl,--version-script={}", script.display());
            let built = cc_library("part", &source(version), &[&flag]);
            drop(scratch);
            built
        };
        let (_scratch, place) = movable(library("PART_2.0"));
        let plugin = calling("part", &place, &["-Clink-arg=-lpart"]);
        plugin.build();
        assert_eq!(unmet(&plugin), []);
        fs::copy(library("PART_1.0"), &place).unwrap();
        let unmet = refused(&plugin);
        let [
            error @ Unmet::Version {
                library,
                version,
                found,
                ..
            },
        ] = &unmet[..]
        else {
            panic!("{unmet:?}");
        };
        assert_eq!(
            (library.as_str(), version.as_str()),
            ("libpart.so", "PART_2.0")
        );
        assert_eq!(found, &place);
        assert!(
            error
                .to_string()
                .contains("needs the version PART_2.0 of libpart.so"),
            "{error}"
        );
    });
}

#[test]
fn a_symbol_that_no_library_defines_is_told() {
    isolated(|| {
        let (_scratch, place) = movable(cc_library("part", "int part(void) { return 1; }", &[]));
        let plugin = calling("part", &place, &["-Clink-arg=-lpart"]);
        plugin.build();
        let other = "int other(void) { return 1; }";
        fs::copy(cc_library("part", other, &[]), &place).unwrap();
        let unmet = refused(&plugin);
        let [
            error @ Unmet::Symbols {
                symbols,
                needed_by: None,
                ..
            },
        ] = &unmet[..]
        else {
            panic!("{unmet:?}");
        };
        assert_eq!(symbols, &["part"]);
        let text = error.to_string();
        assert!(
            text.contains("`part`, not defined by any library that it needs"),
            "{text}"
        );
    });
}

#[test]
fn whatever_the_bytes_of_a_library_that_is_needed_nothing_panics() {
    let (_scratch, place) = movable(work("work", 1));
    let plugin = worker("world", 1, "work", &place).build();
    let whole = fs::read(&place).unwrap();
    let bytes = fs::read(&plugin).unwrap();
    let inspection = inspect(&plugin, &bytes).unwrap();
    for at in (0..whole.len()).step_by(97) {
        let mut changed = whole.clone();
        changed[at] ^= 0xff;
        fs::write(&place, &changed).unwrap();
        let _ = Needs::of(&bytes, &inspection);
        fs::write(&place, &whole[..at]).unwrap();
        let _ = Needs::of(&bytes, &inspection);
    }
    // And of the plugin itself, which is refused where it matters.
    for at in (0..bytes.len()).step_by(bytes.len() / 500) {
        let mut changed = bytes.clone();
        changed[at] ^= 0xff;
        match inspect(&plugin, &changed) {
            Ok(inspection) => drop(Needs::of(&changed, &inspection)),
            Err(error) => assert!(!matches!(error.fault, Fault::Unreadable(_))),
        }
    }
}

#[test]
fn functions_that_keep_a_plugin_mapped_are_named_before_it_is_loaded() {
    let body = "unsafe extern \"C\" {
            fn tss_create(key: *mut u32, destructor: Option<extern \"C\" fn(*mut ())>) -> i32;
            fn lio_listio(mode: i32, list: *const (), count: i32, event: *const ()) -> i32;
        }
        #[plugin_fn] fn call() -> i32 {
            let none = std::ptr::null();
            unsafe { tss_create(&mut 0, None) + lio_listio(0, none, 0, none) }
        }";
    let plugin = Plugin::new("world").source(plugin_source(body));
    let (_, needs) = Needs::of_file(&plugin.build()).unwrap();
    let uses = "asynchronous I/O (aio_read, lio_listio), tss_create";
    assert_eq!(
        needs.stays_mapped().unwrap(),
        format!("it uses {uses}, which may keep addresses of its code")
    );
}
