//! Panics in plugins: contained, named, and told to the caller, the host's log or standard error.
//!
//! - `outside`: those that no caller is given, in a host without a log
//! - `recorded`: what the log has of each

mod outside;
mod recorded;

use std::io::Write;
use std::sync::{Arc, Mutex};

use hotswap::{Error, LiveData};
use hotswap_runtime::Swapper;
use test_kit::{Plugin, PluginDir, plugin_source};

const FUNCTIONS: &str = r#"
    #[inline(never)]
    fn deep_inside(n: u32) -> u32 {
        if n > 2 { panic!("{n} is too many") }
        n
    }

    #[plugin_fn] fn count(n: u32) -> u32 { deep_inside(n) + 1 }

    #[plugin_fn] fn odd() { std::panic::panic_any(7u32) }

    #[plugin_fn] fn in_a_thread() -> bool {
        std::thread::spawn(|| panic!("in a thread")).join().is_err()
    }

    #[derive(Debug)]
    struct Mute;
    impl std::fmt::Display for Mute {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { panic!("no words") }
    }
    impl std::error::Error for Mute {}
    #[plugin_fn] fn mute() -> hotswap::Result<()> { Err(Mute)? }

    struct Twice;
    impl Drop for Twice { fn drop(&mut self) { panic!("the payload's own") } }
    #[plugin_fn] fn twice() { std::panic::panic_any(Twice) }
"#;

fn serving() -> (PluginDir, Swapper) {
    let plugins = PluginDir::new();
    plugins.add(
        &Plugin::new("world")
            .source(plugin_source(FUNCTIONS))
            .flag("-g"),
    );
    let swapper = Swapper::builder(plugins.path()).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    (plugins, swapper)
}

fn panic_of(swapper: &Swapper, function: &str) -> Error {
    let manager = swapper.current();
    manager
        .plugin("world")
        .unwrap()
        .invoke::<()>(function, ())
        .unwrap_err()
}

#[test]
fn a_panic_says_plugin_message_and_place_and_the_plugin_goes_on() {
    let (_plugins, swapper) = serving();
    let manager = swapper.current();
    let world = manager.plugin("world").unwrap();
    match world.invoke::<u32>("count", (3u32,)).unwrap_err() {
        Error::Panicked {
            plugin,
            message,
            location,
            ..
        } => {
            assert_eq!(
                (plugin.as_str(), message.as_str()),
                ("world", "3 is too many")
            );
            assert!(location.unwrap().contains(".rs:"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.invoke::<u32>("count", (2u32,)).unwrap(), 3);
}

#[test]
fn a_payload_that_is_no_text_or_that_panics_itself_is_contained() {
    let (_plugins, swapper) = serving();
    for function in ["odd", "twice"] {
        let error = panic_of(&swapper, function);
        assert!(error.to_string().contains("payload is not text"), "{error}");
    }
}

#[test]
fn an_error_whose_text_panics_is_contained() {
    let (_plugins, swapper) = serving();
    let error = panic_of(&swapper, "mute");
    assert!(error.to_string().contains("no words"), "{error}");
}

#[test]
fn a_log_that_panics_stops_neither_the_freeing_of_plugins_nor_the_end_of_the_swapper() {
    let outcome = test_kit::child().run(|_| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(|| {
                let thread = std::thread::current();
                assert_ne!(thread.name(), Some("hotswap-reaper"), "no log from here");
                std::io::sink()
            })
            .init();
        let (_plugins, swapper) = serving();
        swapper.reload(&LiveData::none()).unwrap();
        drop(swapper);
        println!("the swapper has ended");
    });
    assert!(outcome.success(), "{outcome}");
    assert!(
        outcome.output.contains("the swapper has ended"),
        "{outcome}"
    );
}

#[test]
fn with_backtraces_on_the_error_has_one_with_the_names_of_the_plugins_functions() {
    let outcome = test_kit::child().env("RUST_BACKTRACE", "1").run(|_| {
        let (_plugins, swapper) = serving();
        let manager = swapper.current();
        let world = manager.plugin("world").unwrap();
        match world.invoke::<u32>("count", (3u32,)).unwrap_err() {
            Error::Panicked {
                backtrace: Some(backtrace),
                ..
            } => {
                assert!(backtrace.contains("deep_inside"), "{backtrace}");
                assert!(
                    backtrace.contains("with_backtraces_on"),
                    "the host's own frames too: {backtrace}"
                );
            }
            other => panic!("no backtrace: {other:?}"),
        }
    });
    assert!(outcome.success(), "{outcome}");
}

#[test]
fn with_backtraces_off_there_is_none() {
    let outcome = test_kit::child().env("RUST_BACKTRACE", "0").run(|_| {
        let (_plugins, swapper) = serving();
        assert!(matches!(
            panic_of(&swapper, "odd"),
            Error::Panicked {
                backtrace: None,
                ..
            }
        ));
    });
    assert!(outcome.success(), "{outcome}");
}

/// Where the log of a test goes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn every_panic_is_in_the_hosts_log_and_nothing_of_it_on_stderr() {
    let outcome = test_kit::child().run(|_| {
        let log = Log::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .init();
        let (_plugins, swapper) = serving();
        panic_of(&swapper, "odd");
        let manager = swapper.current();
        let world = manager.plugin("world").unwrap();
        assert!(
            world.invoke::<bool>("in_a_thread", ()).unwrap(),
            "the thread has panicked"
        );
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("a plugin panicked"), "{text}");
        assert!(
            text.contains("in a thread") && text.contains("world"),
            "{text}"
        );
    });
    assert!(outcome.success(), "{outcome}");
    assert!(!outcome.output.contains("in a thread"), "{outcome}");
}
