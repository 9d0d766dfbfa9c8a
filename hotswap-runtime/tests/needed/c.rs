//! Libraries in C that plugins bring in.

use std::fs;

use hotswap_runtime::needs::assume_independent;
use test_kit::{cc_library, isolated};

use super::stage::{Host, directory, is_mapped, linked, work, worker};

#[test]
fn a_plugin_that_needs_a_library_which_may_call_it_stays_mapped_and_says_why() {
    isolated(|| {
        let library = work("work", 1);
        let (host, report) = Host::serving(&[&worker("world", 1, "work", &library)]);
        let reason = "`world`: it needs libwork.so, a shared library that may keep addresses of its code: \
                      link it statically, or see `needs::assume_independent`";
        assert_eq!(report.stays_mapped("world"), Some(reason));
        assert_eq!(
            report.to_string(),
            format!("world: ok (stays mapped: {reason})")
        );
        assert_eq!(host.call("world", "keep"), 0);
        host.replace(&worker("world", 2, "work", &library));
        host.wait_for("version 1 stays", |it| it.kept_mapped == 1);
        // The function of version 1, called by the library for version 2.
        assert_eq!(host.call("world", "call"), 1);
        assert_eq!(host.reasons(), [reason]);
    });
}

#[test]
fn a_library_with_a_thread_and_a_key_stays_when_its_plugin_goes() {
    isolated(|| {
        let library = work("work", 1);
        // SAFETY: it calls nothing of the plugin but what the plugin gives it, and this test gives it nothing.
        unsafe { assume_independent("libwork.so") };
        let (host, report) = Host::serving(&[&worker("world", 1, "work", &library)]);
        assert_eq!(report.stays_mapped("world"), None);
        assert_eq!(host.call("world", "start"), 0);
        std::thread::scope(|scope| {
            let (called, wait) = std::sync::mpsc::channel::<()>();
            let (go, ends) = std::sync::mpsc::channel::<()>();
            let host = &host;
            scope.spawn(move || {
                assert_eq!(host.call("world", "key"), 0);
                drop(called);
                assert!(ends.recv().is_err());
            });
            assert!(wait.recv().is_err());
            host.plugins.remove("world");
            host.reload().unwrap();
            host.wait_for("the plugin goes", |it| it.unloaded == 1);
            drop(go);
        });
        assert!(is_mapped("/libwork.so"));
        let stats = host.swapper.stats();
        let [kept] = &stats.libraries[..] else {
            panic!("{stats}");
        };
        assert_eq!((kept.name.as_str(), &kept.path), ("libwork.so", &library));
        assert!(
            stats.to_string().contains(", 1 shared library\n"),
            "{stats}"
        );
        let line = format!(
            "libwork.so ({}) stays mapped, needed by world",
            library.display()
        );
        assert!(stats.to_string().contains(&line), "{stats}");
        // What it has done goes on, for the next that needs it.
        host.replace(&worker("world", 2, "work", &library));
        assert_eq!(host.call("world", "ended"), 1);
        let turns = host.call("world", "turns");
        test_kit::wait_until("its thread runs on", || host.call("world", "turns") > turns);
    });
}

#[test]
fn twenty_versions_use_one_copy_and_leave_nothing_else() {
    isolated(|| {
        let library = work("work", 1);
        // SAFETY: this test gives it nothing.
        unsafe { assume_independent("libwork.so") };
        let (host, _) = Host::serving(&[&worker("world", 1, "work", &library)]);
        let versions = [1, 2].map(|it| worker("world", it, "work", &library));
        for number in 1..=20 {
            assert_eq!(host.call("world", "key"), 0);
            host.replace(&versions[number % 2]);
        }
        host.wait_for("all go", |it| it.unloaded == 20);
        let stats = host.swapper.stats();
        assert_eq!(
            (stats.libraries.len(), stats.kept_mapped),
            (1, 0),
            "{stats}"
        );
    });
}

#[test]
fn a_library_that_is_known_to_keep_nothing_needs_no_word_of_the_host() {
    isolated(|| {
        // By its name: what it does is this test's.
        let library = cc_library(
            "z",
            "int one(void) { return 1; }",
            &["-Wl,-soname,libz.so.1"],
        );
        fs::copy(&library, library.with_file_name("libz.so.1")).unwrap();
        let plugin = |version: u32| {
            let body = format!(
                "#[link(name = \"z\")] unsafe extern \"C\" {{ fn one() -> i32; }}
                 #[plugin_fn] fn call() -> i32 {{ {version} + unsafe {{ one() }} }}"
            );
            let plugin = test_kit::Plugin::new("world").source(test_kit::plugin_source(&body));
            linked(plugin, &library)
        };
        let (host, report) = Host::serving(&[&plugin(1)]);
        assert_eq!(report.to_string(), "world: ok");
        host.replace(&plugin(2));
        assert_eq!(host.call("world", "call"), 3);
        host.wait_for("version 1 goes", |it| it.unloaded == 1);
        assert_eq!(host.swapper.stats().libraries[0].name, "libz.so.1");
    });
}

#[test]
fn a_library_that_another_brings_in_is_kept_and_counted_too() {
    isolated(|| {
        let work = work("work", 1);
        let flags = [
            "-Wl,--no-as-needed",
            &format!("-L{}", directory(&work).display()),
            "-lwork",
            &format!("-Wl,-rpath,{}", directory(&work).display()),
        ];
        let chained = cc_library("chained", "int chained(void) { return 1; }", &flags);
        // SAFETY: these keep nothing that this test gives them.
        unsafe { assume_independent("libchained.so") };
        let body = "#[link(name = \"chained\")] unsafe extern \"C\" { fn chained() -> i32; }
             #[plugin_fn] fn call() -> i32 { unsafe { chained() } }";
        let plugin = test_kit::Plugin::new("world").source(test_kit::plugin_source(body));
        let plugin = linked(plugin, &chained);
        let (host, report) = Host::serving(&[&plugin]);
        // The one is known, and the other is not.
        let reason = report.stays_mapped("world").unwrap();
        assert!(reason.contains("it needs libwork.so, a shared"), "{reason}");
        let libraries = host.swapper.stats().libraries;
        let names: Vec<_> = libraries.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names.contains(&"libwork.so") && names.contains(&"libchained.so"));
    });
}

#[test]
fn a_library_of_two_plugins_is_counted_once_for_each_host_and_names_both() {
    isolated(|| {
        let library = work("work", 1);
        let (a, b) = (
            worker("alpha", 1, "work", &library),
            worker("beta", 1, "work", &library),
        );
        let (host, _) = Host::serving(&[&a, &b]);
        let stats = host.swapper.stats();
        assert_eq!(stats.libraries.len(), 1, "{stats}");
        let needed_by = &stats.libraries[0].needed_by;
        assert!(needed_by.iter().eq(["alpha", "beta"]), "{stats}");
        let (other, _) = Host::serving(&[&a]);
        assert_eq!(other.swapper.stats().libraries.len(), 1);
    });
}

#[test]
fn another_file_of_the_same_name_is_not_used_and_that_is_said() {
    isolated(|| {
        let (old, new) = (work("work", 1), work("work", 2));
        let (host, _) = Host::serving(&[&worker("world", 1, "work", &old)]);
        assert_eq!(host.swapper.stats().libraries[0].instead_of, None);
        host.replace(&worker("world", 2, "work", &new));
        // The loader takes what it has.
        assert_eq!(host.call("world", "library_version"), 1);
        let stats = host.swapper.stats();
        assert_eq!(
            stats.libraries[0].instead_of.as_ref(),
            Some(&new),
            "{stats}"
        );
        let said = format!("; {} needs a restart of the host", new.display());
        assert!(stats.to_string().contains(&said), "{stats}");
    });
}

#[test]
fn a_library_that_was_replaced_on_disk_is_said_to_be_the_old_one() {
    isolated(|| {
        let scratch = tempfile::tempdir().unwrap();
        let place = scratch.path().join("libwork.so");
        let put = |version| {
            let new = scratch.path().join("new");
            fs::copy(work("work", version), &new).unwrap();
            fs::rename(new, &place).unwrap();
        };
        put(1);
        let (host, _) = Host::serving(&[&worker("world", 1, "work", &place)]);
        host.replace(&worker("world", 2, "work", &place));
        assert_eq!(host.swapper.stats().libraries[0].instead_of, None);
        put(2);
        host.replace(&worker("world", 3, "work", &place));
        assert_eq!(host.call("world", "library_version"), 1);
        let stats = host.swapper.stats();
        assert_eq!(
            stats.libraries[0].instead_of.as_ref(),
            Some(&place),
            "{stats}"
        );
    });
}
