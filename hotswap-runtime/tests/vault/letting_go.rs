//! Nothing in a vault, and no handle on it, keeps old code.

use std::sync::Arc;

use hotswap::Obj;
use test_kit::wait_until;

use super::api::{Registry, Shop};
use super::scene::{Actor, OurShop, Ours, Scene, our_shop};

/// Fills a slot, sets data, registers with the host, keeps its vault, and an object of its own out of the
/// slot.
fn busy(name: &str, version: u32) -> Actor {
    Actor::new(name, version)
        .sets(name)
        .fills()
        .init("enter_in(vault)?; KEPT.get_or_init(|| vault.extension::<dyn Shop>().unwrap());")
        .with("static KEPT: OnceLock<Obj<dyn Shop>> = OnceLock::new();")
}

fn host(actors: &[Actor]) -> Scene {
    let scene = Scene::with(actors, |builder| {
        builder.extension::<dyn Registry>(Ours::default)
    });
    scene.load().unwrap();
    scene
}

#[test]
fn a_plugin_with_everything_in_the_vault_is_unloaded_after_its_generation() {
    let scene = host(&[busy("a", 1)]);
    scene.reload(&[busy("a", 2)]);
    scene.wait_until_all_else_is_unloaded();
    assert_eq!(scene.swapper.stats().unloaded, 1);
}

#[test]
fn an_object_out_of_a_slot_keeps_its_version_and_stats_say_so() {
    let scene = host(&[busy("a", 1)]);
    let shop = scene
        .swapper
        .current()
        .vault()
        .extension::<dyn Shop>()
        .unwrap();
    scene.reload(&[busy("a", 2)]);
    assert_eq!(shop.owner(), "a 1");
    wait_until("stats name it", || {
        scene.swapper.stats().to_string().contains("1 × Obj")
    });
    drop(shop);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn an_object_of_the_host_is_dropped_with_its_generation() {
    let probe = Arc::new(OurShop);
    let shared = Arc::clone(&probe);
    let scene = Scene::with(&[Actor::new("a", 1)], |builder| {
        builder.try_extension::<dyn Shop>(move || Ok(Obj::from_arc(Arc::clone(&shared))))
    });
    scene.load().unwrap();
    scene.reload(&[Actor::new("a", 2)]);
    scene.wait_until_all_else_is_unloaded();
    assert_eq!(
        Arc::strong_count(&probe),
        3,
        "ours, the factory's, the slot's"
    );
    drop(scene);
    // The settings, which the factory is in, go with the last thread of the swapper.
    wait_until("the host's object is ours alone", || {
        Arc::strong_count(&probe) == 1
    });
}

#[test]
fn what_is_left_in_the_vault_ends_with_the_swapper() {
    let scene = host(&[busy("a", 1)]);
    let census = scene.swapper.stats();
    assert_eq!(census.versions.len(), 1);
    let kept = scene.swapper.current().vault().clone();
    drop(scene);
    assert!(kept.extension::<dyn Shop>().is_err());
}

#[test]
fn an_object_whose_end_asks_the_vault_gets_an_answer() {
    let asks = |version| {
        Actor::new("a", version)
            .init("vault.set_extension::<dyn Shop>(Obj::new(Asks))?;")
            .with(
                r#"
                pub struct Asks;
                impl Shop for Asks {
                    fn owner(&self) -> String { me() }
                    fn count(&self) -> u64 { 0 }
                }
                impl Drop for Asks {
                    fn drop(&mut self) {
                        assert!(vault().keys().is_err() || vault().extension::<dyn Shop>().is_ok());
                    }
                }
                "#,
            )
    };
    let scene = Scene::of(&[asks(1)]);
    scene.reload(&[asks(2)]);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_slot_that_is_refused_keeps_nothing() {
    let scene = host(&[Actor::new("a", 1), Actor::new("b", 1)]);
    scene.fill(our_shop()).unwrap();
    scene.call::<()>("a", "fill", ()).unwrap_err();
    scene.reload(&[Actor::new("a", 2)]);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn thousands_of_reloads_leave_nothing() {
    let scene = host(&[busy("a", 1), Actor::new("stays", 1).sets("stays")]);
    scene.set("host", "x");
    for round in 0..1_000 {
        scene.reload(&[busy("a", 1 + (round + 1) % 2)]);
        assert_eq!(
            scene.call::<String>("stays", "owner", ()).unwrap(),
            scene.owner().unwrap()
        );
    }
    scene.wait_until_all_else_is_unloaded();
    let stats = scene.swapper.stats();
    assert_eq!(stats.versions.len(), 2, "{stats}");
    assert_eq!(stats.unloaded, stats.opened - 2, "{stats}");
    assert_eq!(scene.keys(), ["a", "host", "stays"]);
}
