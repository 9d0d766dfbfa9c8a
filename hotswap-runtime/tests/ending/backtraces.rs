//! Backtraces that a plugin takes by itself. To print one, its std maps files, and never lets go of them.

use hotswap_runtime::stats::LeftMapped;
use hotswap_runtime::{Mode, SwapperBuilder, safe_point};
use test_kit::{Child, wait_until};

use super::guest::Host;

/// As `anyhow` does it for each error.
const TRACES: &str = r#"
    #[live_fn] fn traces() -> String { std::backtrace::Backtrace::capture().to_string() }
    #[live_fn] fn insists() { std::backtrace::Backtrace::force_capture().to_string(); }
"#;

/// A host whose plugin takes backtraces.
fn tracing(settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder) -> Host {
    let host = Host::empty(settings);
    host.publish_with(1, TRACES);
    host.load();
    host
}

fn traces(host: &Host) -> String {
    host.swapper.late_fn("traces").call(()).unwrap()
}

/// Replaces version 1; what it leaves mapped.
fn left_by_version_1(host: &Host) -> LeftMapped {
    host.replace(2);
    wait_until("version 1 is gone", || {
        safe_point();
        let stats = host.swapper.stats();
        stats.unloaded + stats.kept_mapped == 1
    });
    host.swapper.stats().left_mapped
}

/// A child that asks for backtraces. The plugins are built by its parent, as the child has the time for itself.
fn child() -> Child {
    drop(tracing(|builder| builder));
    test_kit::child().env("RUST_BACKTRACE", "1")
}

#[test]
fn a_plugin_that_is_to_be_unloaded_takes_none_and_leaves_nothing_mapped() {
    let outcome = child().run(|_| {
        let host = tracing(|builder| builder);
        assert_eq!(traces(&host), "disabled backtrace");
        assert_eq!(left_by_version_1(&host), LeftMapped::default());
        assert!(!host.swapper.stats().to_string().contains("mapping"));
    });
    assert!(outcome.success(), "{outcome}");
}

#[test]
fn where_the_host_allows_it_the_backtrace_is_there_and_what_it_leaves_is_counted() {
    let outcome = child().run(|_| {
        let host = tracing(SwapperBuilder::backtraces_in_plugins);
        assert!(
            traces(&host).contains("ending/backtraces.rs"),
            "the host's functions have names"
        );
        let LeftMapped {
            mappings, bytes, ..
        } = left_by_version_1(&host);
        assert_eq!(mappings, 1);
        let library = host.plugins.path().join(test_kit::file_name("guest"));
        let library = std::fs::metadata(library).unwrap();
        assert!(bytes > library.len() / 2, "{bytes} bytes");
        let stats = host.swapper.stats().to_string();
        let line = "; 1 file mapping of unloaded versions, left by backtraces (";
        assert!(stats.contains(line), "{stats}");
    });
    assert!(outcome.success(), "{outcome}");
}

#[test]
fn a_backtrace_that_a_plugin_insists_on_is_counted_too() {
    let outcome = child().run(|_| {
        let host = tracing(|builder| builder);
        host.call("insists");
        assert_eq!(
            host.swapper.stats().left_mapped,
            LeftMapped::default(),
            "it is not gone yet"
        );
        assert_eq!(left_by_version_1(&host).mappings, 1);
    });
    assert!(outcome.success(), "{outcome}");
}

#[test]
fn a_plugin_that_stays_mapped_takes_backtraces() {
    let outcome = child().run(|_| {
        let host = tracing(|builder| builder.mode(Mode::Retire));
        assert!(
            traces(&host).contains("ending/backtraces.rs"),
            "the host's functions have names"
        );
    });
    assert!(outcome.success(), "{outcome}");
}
