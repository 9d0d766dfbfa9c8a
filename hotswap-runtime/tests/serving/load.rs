//! Many readers, many reloads: no call fails, none waits, none goes back in time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use test_kit::wait_until;

use crate::common::host::Host;

#[test]
fn readers_on_all_cores_never_fail_while_another_thread_reloads_without_pause() {
    const RELOADS: u32 = 200;
    let host = Host::serving();
    let (stop, calls) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut last_generation = 0;
                while !stop.load(Ordering::Relaxed) {
                    let manager = host.swapper.current();
                    assert!(manager.generation() >= last_generation, "time goes forward");
                    last_generation = manager.generation();
                    let world = manager.plugin("world").unwrap();
                    let version: u32 = world.invoke("version", ()).unwrap();
                    // Version 1 in generation 1, 2 in 2, 1 in 3 …
                    assert_eq!(u64::from(version), 2 - last_generation % 2);
                    calls.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for number in 0..RELOADS {
            host.publish(2 - number % 2);
            assert!(host.reload().unwrap().has_changes());
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(host.swapper.reload_count(), u64::from(RELOADS));
    assert!(calls.load(Ordering::Relaxed) > u64::from(RELOADS));
}

#[test]
fn reloads_asked_for_at_once_run_one_after_the_other() {
    let host = Host::serving();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    host.publish(2);
                    host.reload().unwrap();
                }
            });
        }
    });
    assert_eq!(host.swapper.reload_count(), 100);
    assert_eq!(host.swapper.current().generation(), 101);
    assert_eq!(host.version(), 2);
}

#[test]
fn a_call_under_way_ends_on_the_code_it_began_on() {
    let slow = |version: u32| {
        let functions = format!(
            "#[plugin_fn] fn slow(signal: String) -> u32 {{
                std::fs::write(&signal, \"\").unwrap();
                while std::path::Path::new(&signal).exists() {{
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }}
                {version}
            }}
            #[plugin_fn] fn version() -> u32 {{ {version} }}"
        );
        test_kit::Plugin::new("world").source(test_kit::plugin_source(&functions))
    };
    let host = Host::serving();
    host.plugins.add(&slow(2));
    host.reload().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let signal = directory.path().join("running");
    thread::scope(|scope| {
        let call = scope.spawn(|| {
            let manager = host.swapper.current();
            let world = manager.plugin("world").unwrap();
            let answer: u32 = world
                .invoke("slow", (signal.display().to_string(),))
                .unwrap();
            answer
        });
        wait_until("the call runs", || signal.exists());
        host.plugins.add(&slow(3));
        host.reload().unwrap();
        assert_eq!(host.version(), 3, "new calls run the new code");
        std::fs::remove_file(&signal).unwrap();
        assert_eq!(call.join().unwrap(), 2);
    });
}
