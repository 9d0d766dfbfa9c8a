//! What goes over into the next generation.

use hotswap::{Error, Obj};
use test_kit::wait_for;

use super::api::Shop;
use super::scene::{Actor, Scene, our_shop};

/// A plugin that sets the key `a` and fills the slot.
fn a(version: u32) -> Actor {
    Actor::new("a", version).sets("a").fills()
}

#[track_caller]
fn assert_slot_is_empty(scene: &Scene) {
    let error = scene.owner().unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error}");
}

#[test]
fn data_and_slot_of_an_unchanged_plugin_are_carried_over() {
    let scene = Scene::of(&[a(1), Actor::new("b", 1)]);
    let before = scene.swapper.current();
    let shop = before.vault().extension::<dyn Shop>().unwrap();
    for version in 2..4 {
        scene.reload(&[Actor::new("b", version)]);
        assert_eq!(scene.get("a").as_deref(), Some("a 1"));
        assert_eq!(scene.owner().unwrap(), "a 1");
    }
    let after = scene.swapper.current();
    let carried = after.vault().extension::<dyn Shop>().unwrap();
    assert_eq!(carried, shop, "it is the same object");
    assert_eq!(scene.call::<String>("b", "owner", ()).unwrap(), "a 1");
}

#[test]
fn data_and_slot_of_a_replaced_plugin_are_those_of_its_new_version() {
    let scene = Scene::of(&[a(1)]);
    let old = scene.swapper.current();
    scene.reload(&[a(2)]);
    assert_eq!(scene.get("a").as_deref(), Some("a 2"));
    assert_eq!(scene.owner().unwrap(), "a 2");
    assert_eq!(super::scene::get(&old, "a").as_deref(), Some("a 1"));
    let owner = old.vault().extension::<dyn Shop>().unwrap().owner();
    assert_eq!(owner, "a 1", "the old generation has the old one");
}

#[test]
fn data_and_slot_of_a_replaced_plugin_are_gone_if_the_new_version_sets_none() {
    let scene = Scene::of(&[a(1)]);
    scene.reload(&[Actor::new("a", 2)]);
    assert_eq!(scene.keys(), Vec::<String>::new());
    assert_slot_is_empty(&scene);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn data_and_slot_of_a_removed_plugin_are_gone() {
    let scene = Scene::of(&[a(1), Actor::new("b", 1).sets("b")]);
    scene.plugins.remove("a");
    scene.reload(&[]);
    assert_eq!(scene.keys(), ["b"]);
    assert_slot_is_empty(&scene);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_plugin_that_is_added_finds_what_was_carried_over_in_its_on_init() {
    let scene = Scene::of(&[a(1)]);
    scene.reload(&[Actor::new("b", 1).init(
        r#"
            let found = text(vault.get("a")?)?.unwrap_or_default();
            let owner = vault.extension::<dyn Shop>()?.owner();
            vault.set("b", LiveData::wrap(&format!("{found}, {owner}"))?)?;
        "#,
    )]);
    assert_eq!(scene.get("b").as_deref(), Some("a 1, a 1"));
}

#[test]
fn a_plugin_that_fills_a_slot_which_was_carried_over_is_told_whose_it_is() {
    let scene = Scene::of(&[a(1)]);
    let error = scene.try_reload(&[Actor::new("b", 1).fills()]).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("already filled by plugin a, and plugin b fills it again"),
        "{error}"
    );
    assert_eq!(scene.owner().unwrap(), "a 1");
}

#[test]
fn a_slot_may_go_from_one_plugin_to_another() {
    let scene = Scene::of(&[a(1), Actor::new("b", 1)]);
    scene.reload(&[Actor::new("a", 2), Actor::new("b", 2).fills()]);
    assert_eq!(scene.owner().unwrap(), "b 2");
}

#[test]
fn a_key_that_another_plugin_sets_again_is_that_plugins() {
    let scene = Scene::of(&[a(1)]);
    scene.reload(&[Actor::new("b", 1).sets("a")]);
    assert_eq!(scene.get("a").as_deref(), Some("b 1"));
    scene.reload(&[Actor::new("b", 2)]);
    assert_eq!(scene.get("a"), None, "a has set it in another generation");
}

#[test]
fn what_an_unchanged_plugin_sets_later_is_carried_over_too() {
    let scene = Scene::of(&[Actor::new("a", 1), Actor::new("b", 1)]);
    scene.call::<()>("a", "set", ("late", "x")).unwrap();
    scene.call::<()>("a", "fill", ()).unwrap();
    scene.reload(&[Actor::new("b", 2)]);
    assert_eq!(scene.get("late").as_deref(), Some("x"));
    assert_eq!(scene.owner().unwrap(), "a 1");
}

#[test]
fn what_the_host_has_set_is_carried_over_from_one_generation_to_the_next() {
    let scene = Scene::of(&[Actor::new("a", 1)]);
    scene.set("motto", "be brief");
    scene.fill(our_shop()).unwrap();
    for version in 2..4 {
        scene.reload(&[Actor::new("a", version)]);
        assert_eq!(scene.get("motto").as_deref(), Some("be brief"));
        assert_eq!(scene.owner().unwrap(), "the host");
    }
}

#[test]
fn an_object_goes_with_the_plugin_whose_code_it_is_whoever_has_set_it() {
    let scene = Scene::of(&[Actor::new("a", 1), Actor::new("b", 1)]);
    let shop: Obj<dyn Shop> = scene.call("a", "make", ()).unwrap();
    scene.fill(shop).unwrap();
    scene.reload(&[Actor::new("b", 2)]);
    assert_eq!(scene.owner().unwrap(), "a 1");
    scene.reload(&[Actor::new("a", 2)]);
    assert_slot_is_empty(&scene);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn what_a_plugin_has_set_that_is_made_anew_for_its_imports_it_sets_again() {
    let importer = Actor::new("b", 1).imports("a").fills().init(
        r#"
            let owner = P::imports().a.owner();
            assert!(vault.get("owner")?.is_none(), "nothing of the one before is here");
            vault.set("owner", LiveData::wrap(&owner)?)?;
        "#,
    );
    let scene = Scene::of(&[Actor::new("a", 1).exports(), importer]);
    scene.call::<()>("b", "set", ("later", "x")).unwrap();
    let report = scene.try_reload(&[Actor::new("a", 2).exports()]).unwrap();
    assert_eq!(report.to_string(), "a: ok, b: rewired");
    assert_eq!(scene.get("owner").as_deref(), Some("a 2"));
    assert_eq!(scene.keys(), ["owner"]);
    assert_eq!(scene.owner().unwrap(), "b 1");
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_vault_that_an_unchanged_plugin_has_kept_is_that_of_the_new_generation() {
    let scene = Scene::of(&[Actor::new("a", 1), Actor::new("b", 1).fills()]);
    let old = scene.swapper.current();
    scene.reload(&[Actor::new("b", 2).fills().sets("b")]);
    assert_eq!(scene.call::<String>("a", "owner", ()).unwrap(), "b 2");
    let found: Option<String> = scene.call("a", "get", ("b",)).unwrap();
    assert_eq!(found.as_deref(), Some("b 2"));
    let of_old: String = old.plugin("b").unwrap().invoke("owner", ()).unwrap();
    assert_eq!(of_old, "b 1", "one that was replaced stays with the old");
}

#[test]
fn a_live_function_that_an_unchanged_plugin_asks_for_is_the_newest() {
    let live = |version| Actor::new("b", version).with("#[live_fn] fn live() -> u32 { VERSION }");
    let scene = Scene::of(&[Actor::new("a", 1), live(1)]);
    scene.reload(&[live(2)]);
    let version: u32 = scene.call("a", "call_live", ("live",)).unwrap();
    assert_eq!(version, 2);
}

#[test]
fn a_plugin_whose_generation_is_gone_has_no_vault_any_more() {
    let scene = Scene::of(&[Actor::new("a", 1).sets("a")]);
    let held = scene.swapper.current().plugin("a").unwrap().clone();
    scene.reload(&[Actor::new("a", 2)]);
    let error = wait_for(|| match held.invoke::<Vec<String>>("keys", ()) {
        Err(error) => Ok(error),
        Ok(keys) => Err(format!("{keys:?} are there")),
    });
    assert!(error.to_string().contains("gone"), "{error}");
}
