//! Panics that no caller is given, in a host that has no `tracing` subscriber: on standard error, once.

use std::path::PathBuf;
use std::time::Duration;

use hotswap::{LiveData, Obj};
use hotswap_runtime::{Swapper, SwapperBuilder, safe_point};
use test_kit::{Child, Outcome, Plugin, PluginDir, plugin_source, wait_until};

#[hotswap::interface]
trait Thing {
    fn poke(&self) -> u32;
}

const SOURCE: &str = r#"
    #[hotswap::interface]
    trait Thing { fn poke(&self) -> u32; }

    struct Bomb;
    impl Thing for Bomb { fn poke(&self) -> u32 { 1 } }
    impl Drop for Bomb { fn drop(&mut self) { panic!("an object went off") } }

    #[plugin_fn] fn called() { panic!("the caller is given it") }

    #[plugin_fn] fn in_a_thread(name: &str) {
        let thread = std::thread::Builder::new();
        let thread = if name.is_empty() { thread } else { thread.name(name.to_owned()) };
        assert!(thread.spawn(|| panic!("in a thread")).unwrap().join().is_err());
    }

    #[plugin_fn] fn in_a_spawned_thread() {
        let thread = hotswap::spawn("a ticker with a long name", |_| panic!("in a thread"));
        assert!(!thread.unwrap().join());
    }

    #[plugin_fn] fn catches(text: &str) {
        assert!(std::panic::catch_unwind(|| panic!("{text}")).is_err());
    }

    #[plugin_fn] fn in_an_object() -> Obj<dyn Thing> { Obj::new(Bomb) }

    struct Second(&'static str);
    impl Drop for Second { fn drop(&mut self) { panic!("{}", self.0) } }

    #[plugin_fn] fn twice() {
        let _second = Second("the second, while the first unwinds");
        panic!("the first");
    }

    #[plugin_fn] fn payload() { std::panic::panic_any(Second("the payload's own")) }

    extern "C" fn must_not() { panic!("where nothing may unwind") }
    #[plugin_fn] fn cannot_unwind() { must_not() }

    thread_local! { static LAST: Second = const { Second("in a thread-local") } }
    #[plugin_fn] fn leaves_a_thread_local() { LAST.with(|_| ()) }
"#;

const HOOKS: &str = r#"
    use hotswap::prelude::*;
    #[derive(Default)] pub struct P;
    #[hotswap::plugin] impl Plugin for P {
        fn on_free(&self) { panic!("not free") }
    }
    impl Drop for P { fn drop(&mut self) { panic!("not dropped") } }
"#;

const ALPHA: &str = r#"
    use hotswap::prelude::*;
    #[hotswap::interface] pub trait Prices { fn price(&self) -> hotswap::Result<u32>; }
    #[derive(Default)] pub struct Alpha;
    #[hotswap::plugin(exports = dyn Prices)] impl Plugin for Alpha {}
    impl Prices for Alpha { fn price(&self) -> hotswap::Result<u32> { panic!("the other plugin is given it") } }
"#;

const BETA: &str = r#"
    use hotswap::prelude::*;
    #[hotswap::interface] pub trait Prices { fn price(&self) -> hotswap::Result<u32>; }
    #[derive(Imports)] struct Deps { alpha: Obj<dyn Prices> }
    #[derive(Default)] pub struct Beta;
    #[hotswap::plugin(imports = Deps)] impl Plugin for Beta {}
    #[plugin_fn] fn asks() -> String {
        std::thread::spawn(|| Beta::imports().alpha.price().unwrap_err().to_string()).join().unwrap()
    }
"#;

fn world() -> PathBuf {
    Plugin::new("world").source(plugin_source(SOURCE)).build()
}

fn serving(
    plugins: &PluginDir,
    settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder,
) -> Swapper {
    let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
    let swapper = settings(builder).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    swapper
}

/// A child without a subscriber, and what it prints.
fn child(backtrace: &str) -> Child {
    world();
    test_kit::child().env("RUST_BACKTRACE", backtrace)
}

fn with_world(body: impl FnOnce(&Swapper)) {
    let plugins = PluginDir::new();
    test_kit::publish(&world(), plugins.path(), "world");
    body(&serving(&plugins, |builder| builder));
}

fn call(swapper: &Swapper, function: &str) {
    let manager = swapper.current();
    let world = manager.plugin("world").unwrap();
    world.invoke::<()>(function, ()).unwrap();
}

#[track_caller]
fn is_told(outcome: &Outcome, text: &str, times: usize) {
    assert_eq!(
        outcome.output.matches(text).count(),
        times,
        "{text}: {outcome}"
    );
}

#[test]
fn a_panic_that_a_caller_is_given_is_not_printed() {
    let outcome = child("0").run(|_| {
        with_world(|swapper| {
            let manager = swapper.current();
            let world = manager.plugin("world").unwrap();
            let error = world.invoke::<()>("called", ()).unwrap_err();
            assert!(error.to_string().contains("caller is given it"), "{error}");
        });
    });
    assert!(outcome.success(), "{outcome}");
    is_told(&outcome, "caller is given it", 0);
}

#[test]
fn a_panic_on_a_thread_of_the_plugins_own_is_printed_with_thread_plugin_and_place() {
    let outcome = child("0").run(|_| {
        with_world(|swapper| {
            let manager = swapper.current();
            let world = manager.plugin("world").unwrap();
            for name in ["a worker with a long name", ""] {
                world.invoke::<()>("in_a_thread", (name,)).unwrap();
            }
            call(swapper, "in_a_spawned_thread");
        });
    });
    assert!(outcome.success(), "{outcome}");
    for name in [
        "a worker with a long name",
        "<unnamed>",
        "a ticker with a long name",
    ] {
        let head = format!("\nthread '{name}' panicked in plugin `world` at ");
        is_told(&outcome, &head, 1);
    }
    is_told(&outcome, "world.rs:", 3);
    is_told(&outcome, "\nin a thread\n", 3);
    is_told(&outcome, "stack backtrace", 0);
}

#[test]
fn a_panic_that_another_plugin_is_given_on_its_own_thread_is_not_printed() {
    let plugins = || {
        [("alpha", ALPHA), ("beta", BETA)].map(|(name, source)| Plugin::new(name).source(source))
    };
    drop(plugins().map(|plugin| plugin.build()));
    let outcome = child("0").run(|_| {
        let directory = PluginDir::new();
        plugins()
            .iter()
            .for_each(|plugin| drop(directory.add(plugin)));
        let swapper = serving(&directory, |builder| builder);
        let manager = swapper.current();
        let error: String = manager.plugin("beta").unwrap().invoke("asks", ()).unwrap();
        assert!(error.contains("other plugin is given it"), "{error}");
    });
    assert!(outcome.success(), "{outcome}");
    is_told(&outcome, "other plugin is given it", 0);
}

#[test]
fn with_backtraces_on_it_is_printed_with_one() {
    let outcome = child("1").run(|_| with_world(|swapper| call(swapper, "in_a_spawned_thread")));
    assert!(outcome.success(), "{outcome}");
    is_told(&outcome, "\nin a thread\nstack backtrace:\n", 1);
    assert!(outcome.output.contains("in_a_spawned_thread"), "{outcome}");
}

#[test]
fn a_panic_in_the_drop_of_an_object_is_printed() {
    let outcome = child("0").run(|_| {
        with_world(|swapper| {
            let manager = swapper.current();
            let world = manager.plugin("world").unwrap();
            let bomb: Obj<dyn Thing> = world.invoke("in_an_object", ()).unwrap();
            assert_eq!(bomb.poke(), 1);
        });
    });
    assert!(outcome.success(), "{outcome}");
    is_told(&outcome, "an object went off", 1);
}

#[test]
fn a_panic_that_the_plugin_catches_itself_is_printed_with_the_next() {
    let outcome = child("0").run(|_| {
        with_world(|swapper| {
            let manager = swapper.current();
            let world = manager.plugin("world").unwrap();
            for text in ["caught one", "caught two", "caught three"] {
                world.invoke::<()>("catches", (text,)).unwrap();
            }
        });
    });
    assert!(outcome.success(), "{outcome}");
    is_told(&outcome, "\ncaught one\n", 1);
    is_told(&outcome, "\ncaught two\n", 1);
}

#[test]
fn a_payload_that_panics_when_it_is_dropped_is_printed() {
    let outcome = child("0").run(|_| {
        with_world(|swapper| {
            let manager = swapper.current();
            let world = manager.plugin("world").unwrap();
            world.invoke::<()>("payload", ()).unwrap_err();
        });
    });
    assert!(outcome.success(), "{outcome}");
    is_told(&outcome, "the payload's own", 1);
}

#[test]
fn both_panics_are_printed_before_a_second_one_ends_the_process() {
    let outcome = child("0").run(|_| with_world(|swapper| call(swapper, "twice")));
    assert_eq!(outcome.signal(), Some(libc::SIGABRT), "{outcome}");
    is_told(&outcome, "\nthe first\n", 1);
    is_told(&outcome, "\nthe second, while the first unwinds\n", 1);
}

#[test]
fn a_panic_that_may_not_unwind_is_printed_before_it_ends_the_process() {
    let outcome = child("0").run(|_| with_world(|swapper| call(swapper, "cannot_unwind")));
    assert_eq!(outcome.signal(), Some(libc::SIGABRT), "{outcome}");
    is_told(&outcome, "\nwhere nothing may unwind\n", 1);
}

#[test]
fn a_panic_in_the_destructor_of_a_thread_local_is_printed() {
    let outcome = child("0").run(|_| {
        with_world(|swapper| {
            let swapper = swapper.clone();
            let thread = std::thread::spawn(move || call(&swapper, "leaves_a_thread_local"));
            thread.join().unwrap();
        });
    });
    // Whether it ends the process is std's affair, in the plugin.
    is_told(&outcome, "\nin a thread-local\n", 1);
}

#[test]
fn panics_in_the_last_hook_and_in_the_drop_of_a_plugin_are_printed() {
    Plugin::new("hooks").source(HOOKS).build();
    let outcome = child("0").run(|_| {
        let plugins = PluginDir::new();
        plugins.add(&Plugin::new("hooks").source(HOOKS));
        let swapper = serving(&plugins, |builder| builder);
        plugins.remove("hooks");
        swapper.reload(&LiveData::none()).unwrap();
        wait_until("it is gone", || {
            safe_point();
            swapper.stats().unloaded == 1
        });
    });
    assert!(outcome.success(), "{outcome}");
    for (hook, text) in [("on_free", "not free"), ("drop", "not dropped")] {
        is_told(&outcome, text, 1);
        is_told(
            &outcome,
            &format!("plugin `hooks` failed to end, in {hook}: "),
            1,
        );
    }
}
