//! What an async call gives.

use hotswap::prelude::*;

use crate::api::{Entry, Gate, Store};
use crate::executor::block_on;
use crate::scene::{Barred, Host};

#[test]
fn a_call_gives_what_the_plugin_returns() {
    let host = Host::of(&["world"]);
    let store = host.store("world");
    block_on(async {
        assert_eq!(store.version().await, 1);
        assert_eq!(store.add(40, 2).await, 42);
        let entry = store.entry("7").await.unwrap();
        assert_eq!(entry.key, "7'");
        assert_eq!(entry.values, [1, 1]);
    });
    assert_eq!(store.multiply(6, 7), 42);
}

#[test]
fn arguments_are_borrowed_as_long_as_the_call_waits() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let store = host.store("world");
    let words = ["a", "b", "c"].map(str::to_owned);
    let gate = barred.gate();
    let between = ", ".to_owned();
    let joined = block_on(async {
        let call = store.join(&gate, &words, &between);
        let opened = async { barred.open_up() };
        futures_util::future::join(call, opened).await.0
    });
    assert_eq!(joined, "a, b, c");
}

#[test]
fn a_default_body_awaits_methods_of_the_implementor() {
    let host = Host::of(&["world"]);
    let store = host.store("world");
    let entry = Entry {
        key: "five''".to_owned(),
        values: vec![4, 1, 5, 1],
    };
    assert_eq!(block_on(store.twice("five")).unwrap(), entry);
    let error = block_on(store.twice("")).unwrap_err();
    assert_eq!(error.to_string(), "an entry has a key");
}

#[test]
fn a_task_that_is_too_large_for_the_callers_place_gives_the_same() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let store = host.store("world");
    let sum = block_on(async {
        let call = store.sum(barred.gate(), 3);
        futures_util::future::join(call, async { barred.open_up() })
            .await
            .0
    });
    assert_eq!(sum, 3 * 512);
    assert_eq!(block_on(store.sum(Barred::open(), 2)), 2 * 512);
}

#[test]
fn functions_are_called_by_name() {
    let host = Host::of(&["world"]);
    let plugin = host.plugin("world");
    block_on(async {
        let greeting: String = plugin.invoke_async("greet", ("Bob",)).await.unwrap();
        assert_eq!(greeting, "hello Bob from 1");
        let parsed: u32 = plugin.invoke_async("parse", ("7",)).await.unwrap();
        assert_eq!(parsed, 7);
        let greet = plugin.plugin_fn("greet").unwrap();
        let greeting: String = greet.call_async(("Eve",)).await.unwrap();
        assert_eq!(greeting, "hello Eve from 1");
        let sing = host.swapper.current().vault().live_fn("sing").unwrap();
        let words = ["la".to_owned(), "li".to_owned()];
        let song: String = sing.call_async((&words[..],)).await.unwrap();
        assert_eq!(song, "la li 1");
    });
}

#[test]
fn the_manifest_says_which_functions_are_async() {
    let host = Host::of(&["world"]);
    let plugin = host.plugin("world");
    let signature = |name: &str| {
        let mut items = plugin.manifest().items.iter();
        let item = items.find(|item| item.name == name).unwrap();
        item.signature.to_string()
    };
    assert_eq!(signature("greet"), "async fn(name: &str) -> String");
    assert_eq!(signature("hoard"), "async fn()");
    assert_eq!(signature("plain"), "fn(n: u32) -> u32");
}

#[test]
fn a_function_is_called_in_every_plugin_that_has_it() {
    let host = Host::of(&["one", "two"]);
    let manager = host.swapper.current();
    block_on(async {
        let all: Vec<(String, hotswap::Result<String>)> =
            manager.collect_each_async("greet", ("all",)).await;
        let all: Vec<_> = all
            .into_iter()
            .map(|(name, it)| (name, it.unwrap()))
            .collect();
        let hello = |name: &str| (name.to_owned(), "hello all from 1".to_owned());
        assert_eq!(all, [hello("one"), hello("two")]);
        let gate = Barred::open();
        let back = manager
            .invoke_each_backward_async("tick", (gate.clone(),))
            .await;
        let names: Vec<_> = back
            .iter()
            .map(|(name, it)| (&**name, it.is_ok()))
            .collect();
        assert_eq!(names, [("two", true), ("one", true)]);
        assert_eq!(gate.pass().await, 3);
        assert!(manager.invoke_each_async("nothing", ()).await.is_empty());
    });
}

#[test]
fn objects_of_the_host_are_awaited_by_plugins() {
    let host = Host::of(&["world"]);
    let store = host.store("world");
    let gate = Barred::open();
    assert_eq!(block_on(store.wait(gate.clone())), 1);
    assert_eq!(block_on(store.wait_for_all(gate.clone(), 5)), 5);
    assert_eq!(block_on(gate.pass()), 7);
}

#[test]
fn objects_of_one_plugin_are_awaited_by_another() {
    let host = Host::of(&["one", "two"]);
    let barred = Barred::default();
    let (one, two) = (host.plugin("one"), host.store("two"));
    let version = block_on(async {
        let call = one.invoke_async::<u32>("wait_for", (two.clone(), barred.gate()));
        futures_util::future::join(call, async { barred.open_up() })
            .await
            .0
    });
    assert_eq!(version.unwrap(), 1);
}

#[test]
fn objects_of_the_host_are_awaited_by_the_host() {
    let gate: Obj<dyn Gate> = Barred::open();
    assert_eq!(block_on(gate.pass()), 1);
}
