//! Methods by name.

use hotswap::Error;
use test_kit::Plugin;

use super::scene::{Host, counter};

fn plugin(version: u32) -> Plugin {
    counter(
        version,
        "",
        "
        #[plugin_fn(name = \"read\")]
        #[live_fn(name = \"count\")]
        fn get(self: &Self) -> hotswap::Result<u64> { Ok(self.count.load(SeqCst)) }

        #[plugin_fn]
        async fn add_later(&self, number: u64, text: &str) -> String {
            let mut is_pending = true;
            std::future::poll_fn(|cx| {
                cx.waker().wake_by_ref();
                match std::mem::replace(&mut is_pending, false) {
                    true => std::task::Poll::Pending,
                    false => std::task::Poll::Ready(()),
                }
            })
            .await;
            format!(\"{text}{}\", self.add(number))
        }

        #[plugin_fn]
        fn add_in_a_thread(self: Arc<Self>, number: u64) -> u64 {
            std::thread::spawn(move || self.add(number)).join().unwrap()
        }

        #[plugin_fn]
        fn twice(number: u64) -> u64 { number * 2 }

        #[plugin_fn]
        fn fall(&self) { panic!(\"it has {}\", self.count.load(SeqCst)) }

        #[cfg(any())]
        #[plugin_fn]
        fn not_built(&self) -> Missing {}

        fn plain(&self) {}
        ",
        "",
    )
}

#[test]
fn methods_by_name_get_the_value_of_the_plugin() {
    let host = Host::of(&plugin(1));
    let world = host.plugin();
    assert_eq!(world.invoke::<u64>("add", (5u64,)).unwrap(), 1005);
    assert_eq!(
        world.invoke::<u64>("add_in_a_thread", (5u64,)).unwrap(),
        1010
    );
    let later = world.invoke_async::<String>("add_later", (5u64, "it is "));
    assert_eq!(test_kit::block_on(later).unwrap(), "it is 1015");
    assert_eq!(world.invoke::<u64>("read", ()).unwrap(), 1015);
    assert_eq!(host.swapper.late_fn("count").call::<u64>(()).unwrap(), 1015);
    let held = world.plugin_fn("add").unwrap();
    assert_eq!(held.call::<u64>((1u64,)).unwrap(), 1016);
}

#[test]
fn the_harness_of_tests_leaves_the_value_of_a_loaded_plugin_alone() {
    let harness = "
        #[plugin_fn]
        fn play() -> hotswap::Result<()> {
            hotswap::testing::Harness::<World>::new().start().map(drop)
        }";
    let host = Host::of(&counter(1, "", "", harness).feature("testing"));
    let world = host.plugin();
    let error = world.invoke::<()>("play", ()).unwrap_err().to_string();
    assert!(error.contains("a host has loaded this plugin"), "{error}");
    assert_eq!(world.invoke::<u64>("add", (5u64,)).unwrap(), 1005);
}

#[test]
fn functions_without_self_need_no_value() {
    let host = Host::of(&plugin(1));
    assert_eq!(host.plugin().invoke::<u64>("twice", (21u64,)).unwrap(), 42);
}

#[test]
fn a_panic_in_a_method_is_an_error() {
    let host = Host::of(&plugin(1));
    let Error::Panicked { message, .. } = host.plugin().invoke::<()>("fall", ()).unwrap_err()
    else {
        panic!("it is no panic")
    };
    assert_eq!(message, "it has 1000");
}

#[test]
fn callers_see_no_self_and_functions_that_are_not_built_are_not_there() {
    let host = Host::of(&plugin(1));
    let world = host.plugin();
    let items = world.manifest().items.iter();
    let items = items.map(|it| format!("{}: {}", it.name, it.signature));
    assert_eq!(
        items.collect::<Vec<_>>(),
        [
            "add: fn(number: u64) -> u64",
            "add_in_a_thread: fn(number: u64) -> u64",
            "add_later: async fn(number: u64, text: &str) -> String",
            "fall: fn()",
            "read: fn() -> u64",
            "twice: fn(number: u64) -> u64",
            "count: fn() -> u64",
        ]
    );
    let error = world.invoke::<u64>("add", ("five",)).unwrap_err();
    assert!(matches!(error, Error::SignatureMismatch { .. }), "{error}");
}

#[test]
fn each_version_has_a_value_of_its_own_and_calls_under_way_stay_with_theirs() {
    let host = Host::of(&plugin(1));
    let old = host.plugin();
    let pending = old.invoke_async::<String>("add_later", (1u64, ""));
    host.reload(&plugin(2));
    let new = host.plugin();
    assert_eq!(new.invoke::<u64>("add", (1u64,)).unwrap(), 2001);
    assert_eq!(old.invoke::<u64>("add", (1u64,)).unwrap(), 1001);
    assert_eq!(test_kit::block_on(pending).unwrap(), "1002");
    drop(old);
    host.only_one_is_left();
    assert_eq!(new.invoke::<u64>("add", (1u64,)).unwrap(), 2002);
}
