//! The host sets variables of the environment, while plugins panic, read and set some.

use std::env;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use test_kit::{Plugin, PluginDir, isolated, plugin_source};

/// Edition 2021: there `set_var` is safe.
const SOURCE: &str = r#"
    #[live_fn] fn panics() { panic!("and looks whether it is to take a backtrace") }
    #[live_fn] fn reads(number: u32) -> bool {
        let name = format!("HOST_{}_{}", number % 500, number % 7);
        std::env::var(name).is_ok_and(|value| value.len() != 20)
    }
    #[live_fn] fn sets(number: u32) {
        let name = format!("PLUGIN_{}", number % 100);
        std::env::set_var(&name, "y".repeat(number as usize % 40));
        if number % 3 == 0 { std::env::remove_var(&name) }
    }
"#;

fn library() -> PathBuf {
    let plugin = Plugin::new("world").edition(2021);
    plugin.source(plugin_source(SOURCE)).build()
}

fn serving() -> (PluginDir, Swapper) {
    let plugins = PluginDir::new();
    test_kit::publish(&library(), plugins.path(), "world");
    let swapper = Swapper::builder(plugins.path()).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    (plugins, swapper)
}

/// The host sets variables, so many that the list of them is moved again and again, while others do something.
fn while_the_host_sets_variables(others: impl Fn(&Swapper, u32) + Sync) {
    let (_plugins, swapper) = serving();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut number = 0;
                while !is_over.load(Ordering::Relaxed) {
                    others(&swapper, number);
                    number += 1;
                }
            });
        }
        for round in 0..test_kit::count("HOTSWAP_TEST_ROUNDS", 50) {
            for number in 0..500 {
                let name = |round: u64| format!("HOST_{number}_{round}");
                // SAFETY: all others read and change the environment through std, under this library's lock.
                unsafe { env::set_var(name(round), "x".repeat(20)) };
                // SAFETY: as above.
                unsafe { env::remove_var(name(round.wrapping_sub(40))) };
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn the_host_may_set_variables_while_plugins_panic() {
    // A panic with a backtrace takes so long that it seldom meets a change.
    let child = test_kit::child().env("RUST_BACKTRACE", "0");
    let outcome = child.limit(Duration::from_secs(240)).run(|_| {
        while_the_host_sets_variables(|swapper, _| {
            swapper.late_fn("panics").call::<()>(()).unwrap_err();
        });
    });
    assert!(outcome.success(), "{outcome}");
}

#[test]
fn the_host_may_set_variables_while_plugins_read_some() {
    isolated(|| {
        while_the_host_sets_variables(|swapper, number| {
            let is_wrong = swapper.late_fn("reads").call::<bool>((number,)).unwrap();
            assert!(!is_wrong, "a value is whole, or there is none");
        });
    });
}

#[test]
fn a_plugin_may_set_variables_while_the_host_sets_and_reads_some() {
    isolated(|| {
        while_the_host_sets_variables(|swapper, number| {
            swapper.late_fn("sets").call::<()>((number,)).unwrap();
            let all = env::vars_os().filter(|(name, _)| !name.is_empty());
            assert!(all.count() > 0);
        });
    });
}
