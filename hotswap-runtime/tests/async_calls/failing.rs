//! Errors and panics: at once, after a while, and when a future is dropped.

use std::pin::pin;

use crate::api::Store;
use crate::executor::{block_on, poll_once};
use crate::scene::{Barred, Host};
use hotswap::Error;

/// Waits for a call that must panic here, and gives its message.
fn panic_of(call: impl Future<Output = u32>) -> String {
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on(call)));
    let payload = caught.expect_err("the call panics");
    *payload.downcast::<String>().expect("its message is a text")
}

#[test]
fn an_error_is_that_of_a_synchronous_call() {
    let host = Host::of(&["world"]);
    let store = host.store("world");
    for gate in [None, Some(Barred::open())] {
        let error = block_on(store.fail("error", gate)).unwrap_err();
        let text = error.to_string();
        assert_eq!(text, "invalid digit found in string");
    }
    let plugin = host.plugin("world");
    let error = block_on(plugin.invoke_async::<u32>("parse", ("x",))).unwrap_err();
    let text = error.to_string();
    assert_eq!(text, "invalid digit found in string");
}

#[test]
fn a_panic_in_the_first_poll_is_an_error() {
    let host = Host::of(&["world"]);
    let error = block_on(host.store("world").fail("panic", None)).unwrap_err();
    let Error::Panicked {
        plugin, message, ..
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!(&*plugin, "world");
    assert_eq!(message, "failed in version 1");
}

#[test]
fn a_panic_in_a_later_poll_is_an_error() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let store = host.store("world");
    let mut call = pin!(store.fail("panic", Some(barred.gate())));
    assert!(poll_once(call.as_mut()).is_pending());
    barred.open_up();
    let error = block_on(call).unwrap_err();
    assert!(matches!(error, Error::Panicked { .. }), "{error}");
    let plugin = host.plugin("world");
    let error = block_on(plugin.invoke_async::<u32>("boom", ())).unwrap_err();
    assert!(error.to_string().contains("boom in version 1"), "{error}");
}

#[test]
fn a_panic_without_a_place_for_an_error_is_raised_again_in_the_caller() {
    let host = Host::of(&["world"]);
    let message = panic_of(host.store("world").panic("oh no"));
    assert!(message.contains("plugin world panicked"), "{message}");
    assert!(message.contains("oh no in version 1"), "{message}");
}

#[test]
fn errors_and_panics_of_the_host_reach_the_plugin_that_awaits() {
    let host = Host::of(&["world"]);
    let plugin = host.plugin("world");
    let ask = |how| block_on(plugin.invoke_async::<u32>("ask", (Barred::open(), how)));
    let error = ask("error").unwrap_err();
    assert_eq!(error.to_string(), "the gate is closed");
    let error = ask("oh no").unwrap_err().to_string();
    assert!(error.contains("oh no in the host"), "{error}");
}

#[test]
fn a_panic_when_a_pending_future_is_dropped_stays_in_the_plugin() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    {
        let store = host.store("world");
        let mut call = Box::pin(store.burst(barred.gate()));
        assert!(poll_once(call.as_mut()).is_pending());
        drop(call);
    }
    host.reload("world", 2);
    host.all_gone();
}

#[test]
fn a_panic_when_a_future_ends_does_not_take_its_result_away() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let store = host.store("world");
    let message = panic_of(async {
        let call = store.burst(barred.gate());
        let opened = async { barred.open_up() };
        futures_util::future::join(call, opened).await.0
    });
    // The bomb is dropped by the body, before that returns.
    assert!(message.contains("burst in version 1"), "{message}");
}

#[test]
fn a_call_that_has_ended_cannot_be_polled_again() {
    let host = Host::of(&["world"]);
    let plugin = host.plugin("world");
    let mut call = pin!(plugin.invoke_async::<String>("greet", ("Bob",)));
    block_on(call.as_mut()).unwrap();
    let again = std::panic::AssertUnwindSafe(|| poll_once(call.as_mut()));
    std::panic::catch_unwind(again).expect_err("it has ended");
}

#[test]
fn an_async_function_is_told_from_one_that_is_not() {
    let host = Host::of(&["world"]);
    let plugin = host.plugin("world");
    let error = plugin.invoke::<String>("greet", ("Bob",)).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("call it with `invoke_async` or `call_async`, and `.await` that"),
        "{text}"
    );
    assert!(text.contains("async fn(name: &str) -> String"), "{text}");
    let error = block_on(plugin.invoke_async::<u32>("plain", (1u32,))).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("call it with `invoke` or `call`, without `.await`"),
        "{text}"
    );
    let error = block_on(plugin.invoke_async::<u32>("greet", ("Bob",))).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("result: host u32, plugin String"), "{text}");
}

#[test]
fn a_name_that_is_unknown_is_an_error() {
    let host = Host::of(&["world"]);
    let plugin = host.plugin("world");
    let error = block_on(plugin.invoke_async::<u32>("gret", ())).unwrap_err();
    assert!(error.to_string().contains("greet"), "{error}");
}
