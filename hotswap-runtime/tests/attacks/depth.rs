//! Values that are nested deeply, and calls that are.

use crate::api::List;
use crate::attack::attack;
use crate::plugin::{Attacker, evil};
use crate::stage::{Stage, step};

/// std drops it on a stack of 2 MB, in an optimised build.
const DEEP: u32 = 20_000;

fn deep() -> Attacker {
    evil(
        "#[plugin_fn] fn deep(depth: u32) -> List { List::of(depth) }
         #[plugin_fn] fn depth(list: List) -> u32 { list.depth() }",
    )
    .flag("-Copt-level=1")
}

/// Runs it on a thread with the stack that std gives a thread.
fn on_a_thread(body: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    thread.spawn(body).unwrap().join().unwrap();
}

#[test]
fn a_value_of_some_depth_crosses_both_ways() {
    attack(|| {
        let stage = Stage::of(&[deep()]);
        on_a_thread(move || {
            let list: List = stage.call("evil", "deep", (100u32,));
            assert_eq!(stage.call::<u32>("evil", "depth", (list,)), 100);
        });
    });
}

#[test]
fn a_result_that_is_nested_too_deeply_is_an_error() {
    attack(|| {
        let stage = Stage::of(&[deep()]);
        on_a_thread(move || {
            let error = stage
                .try_call::<List>("evil", "deep", (DEEP,))
                .map(List::depth);
            step(error.expect_err("it has a bound"));
            assert_eq!(stage.call::<u32>("evil", "version", ()), 0);
        });
    });
}

#[test]
fn an_argument_that_is_nested_too_deeply_is_an_error() {
    attack(|| {
        let stage = Stage::of(&[deep()]);
        on_a_thread(move || {
            let called = stage.try_call::<u32>("evil", "depth", (List::of(DEEP),));
            step(called.expect_err("it has a bound"));
            assert_eq!(stage.call::<u32>("evil", "version", ()), 0);
        });
    });
}

#[test]
fn a_host_and_a_plugin_that_call_each_other_come_back() {
    attack(|| {
        let pings = "#[plugin_fn] fn ping(times: u32) -> hotswap::Result<String> {
            host().unwrap().call(&format!(\"ping {times}\"))
        }";
        let stage = Stage::of(&[evil(pings)]);
        let end: String = stage.call("evil", "ping", (200u32,));
        assert_eq!(end, "the end");
        stage.replace("evil");
        stage.all_gone();
    });
}
