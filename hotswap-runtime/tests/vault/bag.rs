//! Data by name.

use std::thread;

use hotswap::{Error, LiveData};

use super::scene::{Actor, Scene};

#[test]
fn what_the_host_sets_a_plugin_reads() {
    let scene = Scene::of(&[Actor::new("world", 1)]);
    scene.set("motto", "be brief");
    let motto: Option<String> = scene.call("world", "get", ("motto",)).unwrap();
    assert_eq!(motto.as_deref(), Some("be brief"));
    let nothing: Option<String> = scene.call("world", "get", ("moto",)).unwrap();
    assert_eq!(nothing, None);
}

#[test]
fn what_a_plugin_sets_the_host_and_other_plugins_read() {
    let scene = Scene::of(&[Actor::new("a", 1).sets("in init"), Actor::new("b", 1)]);
    scene.call::<()>("a", "set", ("later", "x")).unwrap();
    assert_eq!(scene.get("in init").as_deref(), Some("a 1"));
    let later: Option<String> = scene.call("b", "get", ("later",)).unwrap();
    assert_eq!(later.as_deref(), Some("x"));
    assert_eq!(scene.keys(), ["in init", "later"]);
    let keys: Vec<String> = scene.call("b", "keys", ()).unwrap();
    assert_eq!(keys, ["in init", "later"]);
}

#[test]
fn what_is_removed_is_gone_for_all() {
    let scene = Scene::of(&[Actor::new("a", 1).sets("key")]);
    let removed: Option<String> = scene.call("a", "remove", ("key",)).unwrap();
    assert_eq!(removed.as_deref(), Some("a 1"));
    assert_eq!(scene.get("key"), None);
    scene.set("key", "again");
    let removed = scene.swapper.current().vault().remove("key").unwrap();
    assert_eq!(removed.unwrap().unwrap::<String>().unwrap(), "again");
    assert_eq!(
        scene.call::<Option<String>>("a", "get", ("key",)).unwrap(),
        None
    );
}

#[test]
fn the_last_to_set_a_key_has_set_it() {
    let scene = Scene::of(&[
        Actor::new("a", 1).sets("key"),
        Actor::new("b", 1).sets("key"),
    ]);
    assert_eq!(
        scene.get("key").as_deref(),
        Some("b 1"),
        "on_init runs in order"
    );
    scene.set("key", "host");
    assert_eq!(scene.get("key").as_deref(), Some("host"));
}

#[test]
fn data_of_another_shape_says_so() {
    let scene = Scene::of(&[Actor::new("world", 1)]);
    let manager = scene.swapper.current();
    manager
        .vault()
        .set("key", LiveData::wrap(&7).unwrap())
        .unwrap();
    let error = scene.call::<Option<String>>("world", "get", ("key",));
    assert!(matches!(error, Err(Error::WrongData { .. })), "{error:?}");
}

#[test]
fn many_threads_on_both_sides_use_one_bag() {
    let scene = Scene::of(&[Actor::new("world", 1)]);
    thread::scope(|scope| {
        for number in 0..4 {
            let scene = &scene;
            scope.spawn(move || {
                let key = format!("key {number}");
                for round in 0..200 {
                    let value = format!("{number}.{round}");
                    scene
                        .call::<()>("world", "set", (key.as_str(), value.as_str()))
                        .unwrap();
                    assert_eq!(scene.get(&key), Some(value));
                }
            });
        }
    });
    assert_eq!(scene.keys().len(), 4);
}

#[test]
fn a_vault_that_a_host_has_cloned_ends_with_its_generation() {
    let scene = Scene::of(&[Actor::new("world", 1).sets("key")]);
    let kept = scene.swapper.current().vault().clone();
    assert_eq!(kept.keys().unwrap(), ["key"]);
    scene.reload(&[Actor::new("world", 2)]);
    scene.wait_until_all_else_is_unloaded();
    let error = kept.keys().unwrap_err();
    assert!(error.to_string().contains("gone"), "{error}");
    assert!(kept.live_fn("x").is_err());
}
