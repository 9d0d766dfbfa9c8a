//! Libraries that plugins open at run time.

use std::time::Duration;

use test_kit::{Plugin, isolated, plugin_source};

use super::stage::{Host, directory, work};

/// Longer than any end takes.
const LONG: Duration = Duration::from_secs(60);

/// A plugin that opens a library by the path in its own file.
fn opener(version: u32, file: &str, mode: i32) -> Plugin {
    let body = format!(
        "unsafe extern \"C\" {{ fn dlopen(file: *const std::ffi::c_char, mode: i32) -> *mut std::ffi::c_void; }}
         #[plugin_fn] fn open() -> i32 {{ i32::from(!unsafe {{ dlopen({file}, {mode}) }}.is_null()) }}
         #[plugin_fn] fn version() -> i32 {{ {version} }}"
    );
    let directory = work("work", 1);
    let path = format!(
        "-Clink-arg=-Wl,-rpath,{}",
        super::stage::directory(&directory).display()
    );
    Plugin::new("world")
        .source(plugin_source(&body))
        .flag(&path)
}

#[test]
fn a_plugin_that_opens_a_library_itself_stays_mapped_and_says_why() {
    isolated(|| {
        let name = "c\"libwork.so\".as_ptr()";
        let (host, report) = Host::serving(&[&opener(1, name, 2)]);
        // It may never do it.
        assert_eq!(report.to_string(), "world: ok");
        // Found by the plugin's own path: the loader knows who calls.
        assert_eq!(host.call("world", "open"), 1);
        assert!(directory(&work("work", 1)).is_absolute());
        host.replace(&opener(2, name, 2));
        host.wait_for("version 1 stays", |it| it.kept_mapped == 1);
        // Version 2 has not opened anything.
        host.replace(&opener(3, name, 2));
        host.wait_for("version 2 goes", |it| it.unloaded == 1);
        // Version 1 has ended, though its library stays: nothing is left to wait for.
        let report = host.swapper.close(LONG);
        assert!(report.is_complete(), "{report}");
        assert_eq!(host.swapper.stats().versions.len(), 1);
    });
}

#[test]
fn a_plugin_that_opens_nothing_new_goes() {
    const NOLOAD: i32 = 2 | 4;
    let itself = ("std::ptr::null()", 2);
    let loaded = ("c\"libwork.so\".as_ptr()", NOLOAD);
    let system = ("c\"libm.so.6\".as_ptr()", 2);
    for (number, (file, mode)) in [itself, loaded, system].into_iter().enumerate() {
        let (host, _) = Host::serving(&[&opener(10 + number as u32, file, mode)]);
        host.call("world", "open");
        host.replace(&opener(20 + number as u32, file, mode));
        host.wait_for("version 1 goes", |it| it.unloaded == 1);
    }
}
