//! Shared libraries of Rust's: what plugin code registers through them is theirs, as the system sees it.

use std::process::Command;

use test_kit::{Plugin, isolated, plugin_source, rustc_dylib};

use super::stage::{Host, linked};

/// A thread-local with a destructor, in plugin code.
const TOUCH: &str = "
    struct Noisy(i32);
    impl Drop for Noisy { fn drop(&mut self) { std::hint::black_box(self.0); } }
    thread_local! { static NOISY: Noisy = const { Noisy(1) } }
    #[plugin_fn] fn touch() -> i32 {
        std::hint::black_box(std::thread::current().id());
        NOISY.with(|noisy| noisy.0)
    }
";

/// Where the compiler's own shared libraries are.
fn shared_std() -> std::path::PathBuf {
    let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let output = command.args(["--print", "target-libdir"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().into()
}

/// A plugin with a shared `std`.
fn dynamic(version: u32, body: &str) -> Plugin {
    let body = format!("{TOUCH} {body} #[plugin_fn] fn version() -> i32 {{ {version} }}");
    let plugin = Plugin::new("dynamic").source(plugin_source(&body));
    linked(
        plugin.flag("-Cprefer-dynamic"),
        &shared_std().join("libstd.so"),
    )
}

/// A thread calls version 1, which is replaced and removed; then the thread ends.
fn outlives(versions: [&Plugin; 2], library: &str) {
    let (host, report) = Host::serving(&[versions[0]]);
    let reason = report.stays_mapped("dynamic").unwrap_or_default();
    assert!(reason.contains(library), "{report}");
    assert!(reason.contains("prefer-dynamic"), "{report}");
    std::thread::scope(|scope| {
        let (called, wait) = std::sync::mpsc::channel::<()>();
        let (go, ends) = std::sync::mpsc::channel::<()>();
        let host = &host;
        scope.spawn(move || {
            assert_eq!(host.call("dynamic", "touch"), 1);
            drop(called);
            assert!(ends.recv().is_err());
        });
        assert!(wait.recv().is_err());
        host.replace(versions[1]);
        assert_eq!(host.call("dynamic", "version"), 2);
        host.wait_for("version 1 stays", |it| it.kept_mapped == 1);
        drop(go);
    });
    assert!(host.reasons()[0].contains(library), "{:?}", host.reasons());
    assert_eq!(host.swapper.stats().unloaded, 0);
    host.plugins.remove("dynamic");
    host.reload().unwrap();
    host.wait_for("version 2 stays", |it| it.kept_mapped == 2);
}

#[test]
fn a_plugin_whose_std_is_a_shared_library_stays_mapped_and_says_why() {
    isolated(|| outlives([&dynamic(1, ""), &dynamic(2, "")], "libstd-"));
}

#[test]
fn so_does_one_with_a_dependency_that_is_a_rust_dylib() {
    isolated(|| {
        let source = "
            thread_local! { static ALL: std::cell::RefCell<Vec<Box<dyn Fn()>>> = Default::default() }
            pub fn keep(it: Box<dyn Fn()>) { ALL.with(|all| all.borrow_mut().push(it)) }";
        let dylib = rustc_dylib("shared", source, &["-Cprefer-dynamic"]);
        let of = |version| {
            let body = "#[plugin_fn] fn keep() -> i32 { shared::keep(Box::new(|| ())); 1 }";
            linked(dynamic(version, body).depends_on("shared", &dylib), &dylib)
        };
        outlives([&of(1), &of(2)], "libshared.so");
    });
}
