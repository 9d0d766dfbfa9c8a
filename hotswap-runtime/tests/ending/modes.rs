//! What becomes of a version is up to its mode, and to whether its library can be closed.

use std::time::Duration;

use hotswap_runtime::Mode;
use hotswap_runtime::stats::Phase;
use test_kit::wait_until;

use super::guest::Host;
use crate::common::process::images_below;

/// Code that uses a function which is not followed.
const UNFOLLOWED: &str = r#"
    unsafe extern "C" { fn tss_create(key: *mut u32, destructor: Option<extern "C" fn(*mut ())>) -> i32; }
    #[plugin_fn] fn makes_key() -> i32 { let mut key = 0; unsafe { tss_create(&mut key, None) } }
"#;

fn wait_until_kept(host: &Host, count: u64) {
    wait_until("it is kept mapped", || {
        host.swapper.stats().kept_mapped == count
    });
}

/// Version 1 was freed, and is mapped still.
fn version_1_is_retired(host: &Host) {
    wait_until_kept(host, 1);
    assert_eq!(host.told("freed", 1), 1);
    assert_eq!(host.images(), 2);
    assert_eq!(host.line(1), None, "nobody waits for anything");
    let stats = host.swapper.stats().to_string();
    assert!(
        stats.starts_with("generation 2: 2 opened, 1 freed, 0 unloaded, 1 kept mapped\n"),
        "{stats}"
    );
}

#[test]
fn a_version_to_be_retired_is_freed_and_stays_mapped() {
    let host = Host::with(|builder| builder.mode(Mode::Retire));
    host.replace(2);
    version_1_is_retired(&host);
}

#[test]
fn one_plugin_may_have_a_mode_of_its_own() {
    let retires = Host::with(|builder| builder.plugin_mode("Guest", Mode::Retire));
    retires.replace(2);
    version_1_is_retired(&retires);
    let unloads = Host::with(|builder| {
        let builder = builder.mode(Mode::Retire);
        builder.plugin_mode("guest", Mode::Unload)
    });
    unloads.replace(2);
    unloads.version_1_goes();
}

#[test]
fn a_mode_is_that_of_its_plugin_alone() {
    let host = Host::empty(|builder| builder.plugin_mode("guest", Mode::Retire));
    host.publish(1);
    test_kit::publish(&crate::common::host::world(1), host.plugins.path(), "world");
    host.load();
    test_kit::publish(&crate::common::host::world(2), host.plugins.path(), "world");
    host.replace(2);
    wait_until_kept(&host, 1);
    wait_until("`world` is unmapped", || host.swapper.stats().unloaded == 1);
    assert_eq!(host.images(), 3);
}

#[test]
fn a_resident_version_is_freed_with_its_swapper_and_stays_mapped() {
    let host = Host::with(|builder| builder.mode(Mode::Resident));
    host.replace(2);
    // Long enough for the reaper to do what it must not do.
    std::thread::sleep(Duration::from_millis(50));
    host.wait_for_line(
        "guest 1.0.0 of generation 1, replaced: it is resident, until its swapper is dropped",
    );
    assert_eq!(host.told("freed", 1), 0);
    let Host {
        swapper,
        private,
        shared,
        ..
    } = host;
    drop(swapper);
    for version in ["freed-1", "freed-2"] {
        assert_eq!(std::fs::read(shared.path().join(version)).unwrap(), b"x");
    }
    assert_eq!(images_below(private.path()), 2);
    assert_eq!(crate::common::process::entries_below(private.path()), 0);
}

#[test]
fn a_library_that_cannot_be_followed_is_retired_and_says_why() {
    let host = Host::empty(|builder| builder.mode(Mode::Unload));
    host.publish_with(1, UNFOLLOWED);
    let why = "`guest` calls tss_create, which hotswap cannot track: use its pthread counterpart";
    let report = host.load();
    assert_eq!(
        report.to_string(),
        format!("guest: ok (stays mapped: {why})")
    );
    assert_eq!(report.stays_mapped("guest"), Some(why));
    let stats = host.swapper.stats();
    let version = &stats.versions[0];
    assert_eq!(
        (version.mode, version.phase),
        (Mode::Retire, Phase::Serving)
    );
    assert_eq!(version.stays_mapped.as_deref(), Some(why));
    host.wait_for_line(&format!(
        "guest 1.0.0 of generation 1, serving (stays mapped: {why})"
    ));
    let report = host.replace(2);
    assert_eq!(report.to_string(), "guest: ok");
    version_1_is_retired(&host);
}
