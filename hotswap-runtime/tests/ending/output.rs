//! What a plugin has printed is seen, when it goes at the latest.

use hotswap_runtime::Mode;
use test_kit::wait_until;

use super::guest::Host;

/// What a child prints whose plugin prints a line without an end.
fn printed(test: &str, mode: Mode, body: impl FnOnce(Host)) -> String {
    let outcome = test_kit::child().of_test(test).run(|_| {
        let host = Host::with(|builder| builder.mode(mode));
        host.swapper
            .late_fn("prints")
            .call::<()>(("half a line",))
            .unwrap();
        body(host);
    });
    assert!(outcome.success(), "{outcome}");
    outcome.output
}

fn replace(host: Host) {
    host.replace(2);
    wait_until("version 1 is gone", || {
        let stats = host.swapper.stats();
        stats.unloaded + stats.kept_mapped == 1
    });
    println!(", and the host's");
}

#[test]
fn half_a_line_is_seen_when_its_version_is_unloaded() {
    let name = "ending::output::half_a_line_is_seen_when_its_version_is_unloaded";
    let output = printed(name, Mode::Unload, replace);
    assert!(output.contains("half a line 1, and the host's"), "{output}");
}

#[test]
fn half_a_line_is_seen_when_its_version_is_retired() {
    let name = "ending::output::half_a_line_is_seen_when_its_version_is_retired";
    let output = printed(name, Mode::Retire, replace);
    assert!(output.contains("half a line 1, and the host's"), "{output}");
}

#[test]
fn half_a_line_is_seen_when_the_swapper_is_dropped() {
    let name = "ending::output::half_a_line_is_seen_when_the_swapper_is_dropped";
    let output = printed(name, Mode::Unload, drop);
    assert!(output.contains("half a line 1"), "{output}");
}
