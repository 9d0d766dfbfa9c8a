//! One object for each interface.

use std::thread;

use hotswap::Error;
use hotswap_runtime::ReloadError;

use crate::api::{Registry, Shop};
use crate::scene::{Actor, Ours, Scene, our_shop};

#[test]
fn a_slot_that_a_plugin_fills_answers_the_host_and_other_plugins() {
    let scene = Scene::of(&[Actor::new("a", 1).fills(), Actor::new("b", 1)]);
    assert_eq!(scene.owner().unwrap(), "a 1");
    assert_eq!(scene.call::<String>("b", "owner", ()).unwrap(), "a 1");
    assert_eq!(
        scene.call::<String>("a", "owner", ()).unwrap(),
        "a 1",
        "and itself"
    );
    let names: Vec<String> = scene.call("b", "extensions", ()).unwrap();
    assert_eq!(names, ["dyn Shop"]);
}

#[test]
fn a_slot_gives_one_object_to_all() {
    let scene = Scene::of(&[Actor::new("a", 1).fills()]);
    let manager = scene.swapper.current();
    let first = manager.vault().extension::<dyn Shop>().unwrap();
    let second = manager.vault().extension::<dyn Shop>().unwrap();
    assert_eq!(first, second);
    assert_eq!((first.count(), second.count()), (1, 2));
}

#[test]
fn a_slot_that_the_host_fills_answers_plugins() {
    let scene = Scene::of(&[Actor::new("a", 1)]);
    scene.fill(our_shop()).unwrap();
    assert_eq!(scene.call::<String>("a", "owner", ()).unwrap(), "the host");
}

#[test]
fn a_plugin_may_fill_a_slot_later_and_with_the_object_of_another() {
    let scene = Scene::of(&[Actor::new("a", 1), Actor::new("b", 1)]);
    let shop: hotswap::Obj<dyn Shop> = scene.call("b", "make", ()).unwrap();
    scene.call::<()>("a", "fill_with", (shop,)).unwrap();
    assert_eq!(scene.owner().unwrap(), "b 1");
}

#[test]
fn a_slot_that_is_filled_twice_names_both() {
    let scene = Scene::with(
        &[Actor::new("a", 1).fills(), Actor::new("b", 1).fills()],
        |it| it,
    );
    let error = scene.load().unwrap_err();
    assert!(matches!(error, ReloadError::Hook { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "plugin b: on_init failed: the extension slot `dyn Shop` is already filled by plugin a, and plugin b \
         fills it again: only one of them may fill it"
    );

    let scene = Scene::of(&[Actor::new("a", 1).fills()]);
    let error = scene.fill(our_shop()).unwrap_err();
    assert!(
        matches!(&error, Error::AlreadySet { name, first, second, .. }
            if name == "dyn Shop" && first == "plugin a" && second == "the host"),
        "{error}"
    );
    let error = scene.call::<()>("a", "fill", ()).unwrap_err();
    assert!(error.to_string().contains("and plugin a fills it again"));
    assert_eq!(scene.owner().unwrap(), "a 1", "the first is still there");
}

#[test]
fn a_slot_that_is_empty_says_which_are_not() {
    let scene = Scene::of(&[Actor::new("a", 1).fills()]);
    let manager = scene.swapper.current();
    let error = manager.vault().extension::<dyn Registry>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "no extension `dyn Registry` in the vault, which has dyn Shop"
    );
    #[hotswap::interface]
    trait Shopp {}
    let error = manager.vault().extension::<dyn Shopp>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "no extension `dyn Shopp` in the vault, which has dyn Shop; did you mean `dyn Shop`?"
    );
    let scene = Scene::of(&[Actor::new("a", 1)]);
    let error = scene.call::<String>("a", "owner", ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no extension `dyn Shop` in the vault, which has none"
    );
}

/// What a plugin with another `Shop` than the others has in common with them is its name.
fn other(name: &str) -> Actor {
    Actor::new(name, 1).api(
        "fn count(&self) -> u64;",
        "fn count(&self) -> u64;\n fn close(&self) {}",
    )
}

#[test]
fn an_interface_of_another_version_is_told_with_the_difference() {
    let scene = Scene::of(&[other("a").fills(), Actor::new("b", 1)]);
    let error = scene.owner().unwrap_err();
    assert!(
        matches!(error, Error::SignatureMismatch { .. }),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "plugin a has a different version of the extension `dyn Shop`: method close is missing in the host; build host \
         and plugins against the same version"
    );
    let error = scene.call::<String>("b", "owner", ()).unwrap_err();
    assert!(matches!(error, Error::SignatureMismatch { .. }));
}

#[test]
fn a_plugin_that_asks_the_host_for_another_version_is_told_the_same() {
    let scene = Scene::with(&[other("a")], |builder| {
        builder.try_extension::<dyn Shop>(|| Ok(our_shop()))
    });
    scene.load().unwrap();
    let error = scene.call::<String>("a", "owner", ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "plugin a has a different version of the extension `dyn Shop`: method close is missing in the host; build host \
         and plugins against the same version"
    );
}

#[test]
fn two_interfaces_of_one_name_have_a_slot_each() {
    let scene = Scene::of(&[other("a").fills(), Actor::new("b", 1).fills()]);
    assert_eq!(scene.owner().unwrap(), "b 1");
    assert_eq!(scene.call::<String>("a", "owner", ()).unwrap(), "a 1");
}

#[test]
fn objects_of_the_host_and_of_plugins_meet_in_a_slot() {
    let scene = Scene::with(
        &[
            Actor::new("a", 1).init("enter_in(vault)?;"),
            Actor::new("b", 1).init("enter_in(vault)?;"),
        ],
        |builder| builder.extension::<dyn Registry>(Ours::default),
    );
    scene.load().unwrap();
    let manager = scene.swapper.current();
    let registry = manager.vault().extension::<dyn Registry>().unwrap();
    assert_eq!(registry.names(), ["a 1", "b 1"]);
}

#[test]
fn many_threads_ask_while_reloads_go_on() {
    let scene = Scene::of(&[Actor::new("a", 1).fills(), Actor::new("b", 1)]);
    thread::scope(|scope| {
        let askers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..300 {
                        let owner = scene.call::<String>("b", "owner", ()).unwrap();
                        assert!(owner.starts_with("a "), "{owner}");
                        assert!(scene.owner().unwrap().starts_with("a "));
                    }
                })
            })
            .collect();
        let mut version = 1;
        while askers.iter().any(|asker| !asker.is_finished()) {
            version = 3 - version;
            scene.reload(&[Actor::new("a", version).fills()]);
        }
    });
    scene.wait_until_all_else_is_unloaded();
}
