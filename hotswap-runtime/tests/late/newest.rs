//! Which version answers, and what happens when there is none.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use hotswap::Error;
use test_kit::wait_until;

use super::host::{Host, version};

/// The trap that users of the original fell into: they registered a plugin's function at start-up, as a
/// command or a route, and after a reload it still ran the old code. `late_fn` is for what is registered.
#[test]
fn a_function_registered_at_start_up_runs_the_new_code_after_a_reload() {
    let host = Host::serving();
    let late = host.swapper.late_fn("version");
    let held = host.swapper.current().vault().live_fn("version").unwrap();
    let commands: Vec<Box<dyn Fn() -> u32 + Send + Sync>> = vec![
        Box::new(move || version(&late)),
        Box::new(move || held.call(()).unwrap()),
    ];
    let run_all = || commands.iter().map(|run| run()).collect::<Vec<_>>();
    assert_eq!(run_all(), [1, 1]);

    host.reload();
    assert_eq!(
        run_all(),
        [2, 1],
        "the late one is new, the held one is old"
    );
    host.reload();
    assert_eq!(run_all(), [3, 1]);
}

#[test]
fn a_late_handle_keeps_no_version_loaded() {
    let host = Host::serving();
    let late = host.swapper.late_fn("version");
    assert_eq!(version(&late), 1);
    host.reload();
    wait_until("version 1 is freed", || host.freed() == [1]);
    assert_eq!(version(&late), 2);
}

#[test]
fn late_calls_on_all_cores_never_fail_and_never_go_back_in_time() {
    const RELOADS: u32 = 200;
    let host = Host::serving();
    let late = host.swapper.late_fn("version");
    let clone = late.clone();
    let (stop, calls) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for late in [&late, &late, &clone] {
            let (stop, calls) = (&stop, &calls);
            scope.spawn(move || {
                let mut last = 0;
                while !stop.load(Ordering::Relaxed) {
                    let version = version(late);
                    assert!(version >= last, "{last} came before {version}");
                    last = version;
                    calls.fetch_add(1, Ordering::Relaxed);
                }
                assert_eq!(version(late), RELOADS + 1);
            });
        }
        for _ in 0..RELOADS {
            host.reload();
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(calls.load(Ordering::Relaxed) > u64::from(RELOADS));
    let all_but_last: Vec<_> = (1..=RELOADS).collect();
    wait_until("all old versions are freed, each once", || {
        let mut freed = host.freed();
        // One that a call is in is overtaken by later ones.
        freed.sort();
        freed == all_but_last
    });
}

#[test]
fn threads_that_come_and_go_call_late() {
    let host = Host::serving();
    let late = host.swapper.late_fn("version");
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let threads = scope.spawn(|| {
            let mut last = 0;
            while !stop.load(Ordering::Relaxed) {
                let answer = thread::scope(|scope| scope.spawn(|| version(&late)).join());
                let version = answer.unwrap();
                assert!(version >= last);
                last = version;
            }
        });
        for _ in 0..20 {
            host.reload();
        }
        stop.store(true, Ordering::Relaxed);
        threads.join().unwrap();
    });
    assert_eq!(version(&late), 21);
}

#[test]
fn a_name_is_looked_for_at_each_call() {
    let host = Host::idle();
    let late = host.swapper.late_fn("hum");
    let hum = || late.call::<String>(());
    assert_eq!(
        hum().unwrap_err().to_string(),
        "no live function `hum` in the vault, which has none",
        "before `load`"
    );

    let host = Host::serving();
    let late = host.swapper.late_fn("hum");
    let hum = || late.call::<String>(());
    assert!(matches!(hum(), Err(Error::NotFound { .. })));
    host.reload_with(r#"#[live_fn] fn hum() -> String { "hum".to_owned() }"#);
    assert_eq!(hum().unwrap(), "hum");
    // In the place where the function before it was.
    host.reload_with(r#"#[live_fn] fn hem() -> String { "hem".to_owned() }"#);
    assert_eq!(
        hum().unwrap_err().to_string(),
        "no live function `hum` in the vault; did you mean `hem`?"
    );
    host.reload_without();
    assert!(matches!(hum(), Err(Error::NotFound { .. })));
    host.reload_with(r#"#[live_fn] fn hum() -> String { "hum again".to_owned() }"#);
    assert_eq!(hum().unwrap(), "hum again");
}

#[test]
fn a_signature_that_has_changed_is_refused_for_as_long_as_it_has() {
    let host = Host::serving();
    let double = host.swapper.late_fn("double");
    host.reload_with("#[live_fn] fn double(n: u32) -> u32 { n * 2 }");
    assert_eq!(double.call::<u32>((21u32,)).unwrap(), 42);
    host.reload_with("#[live_fn] fn double(n: u64) -> u64 { n * 2 }");
    let error = double.call::<u32>((21u32,)).unwrap_err();
    assert!(matches!(error, Error::SignatureMismatch { .. }), "{error}");
    assert_eq!(double.call::<u64>((21u64,)).unwrap(), 42);
    host.reload_with("#[live_fn] fn double(n: u32) -> u32 { n * 2 }");
    assert_eq!(double.call::<u32>((21u32,)).unwrap(), 42);
}

#[test]
fn a_late_handle_outlives_its_swapper_and_says_so() {
    let host = Host::serving();
    let late = host.swapper.late_fn("version");
    assert_eq!(version(&late), 1);
    let never_called = host.swapper.late_fn("version");
    let (swapper, journal) = host.without_swapper();
    drop(swapper);
    assert_eq!(journal.freed(), [1], "the handles keep nothing");
    for late in [late, never_called] {
        assert_eq!(
            late.call::<u32>(()).unwrap_err().to_string(),
            "no live function `version` in a vault whose swapper was dropped"
        );
    }
}
