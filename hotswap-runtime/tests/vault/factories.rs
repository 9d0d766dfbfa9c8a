//! Slots that the host fills anew in each generation.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hotswap::{Error, Obj};
use hotswap_runtime::ReloadError;

use super::api::{Registry, Shop};
use super::scene::{Actor, OurShop, Ours, Scene, our_shop};

#[test]
fn each_generation_has_an_object_of_its_own_and_the_old_one_keeps_it() {
    let scene = Scene::with(&[Actor::new("a", 1).init("enter_in(vault)?;")], |builder| {
        builder.extension::<dyn Registry>(Ours::default)
    });
    scene.load().unwrap();
    let old = scene.swapper.current();
    scene.reload(&[Actor::new("a", 2).init("enter_in(vault)?;")]);
    let names = |manager: &hotswap_runtime::PluginManager| {
        let registry = manager.vault().extension::<dyn Registry>();
        registry.unwrap().names()
    };
    assert_eq!(names(&scene.swapper.current()), ["a 2"]);
    assert_eq!(names(&old), ["a 1"]);
    drop(old);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn it_is_made_once_for_each_generation_also_where_nothing_has_changed() {
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    let scene = Scene::with(&[Actor::new("a", 1)], |builder| {
        builder.extension::<dyn Shop>(move || {
            count.fetch_add(1, Ordering::SeqCst);
            OurShop
        })
    });
    scene.load().unwrap();
    scene.reload(&[]);
    assert_eq!(made.load(Ordering::SeqCst), 2);
    assert_eq!(scene.call::<String>("a", "owner", ()).unwrap(), "the host");
}

#[test]
fn one_object_may_serve_all_generations() {
    let registry = Obj::<dyn Registry>::new(Ours::default());
    let shared = registry.clone();
    let scene = Scene::with(&[], |builder| {
        builder.try_extension(move || Ok(shared.clone()))
    });
    scene.load().unwrap();
    scene.reload(&[Actor::new("a", 1).init("enter_in(vault)?;")]);
    scene.reload(&[Actor::new("b", 1).init("enter_in(vault)?;")]);
    assert_eq!(registry.names(), ["a 1", "b 1"]);
}

#[test]
fn a_factory_that_fails_or_panics_undoes_the_reload() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let scene = Scene::with(&[Actor::new("a", 1).sets("key")], |builder| {
        builder.try_extension::<dyn Shop>(move || match counted.fetch_add(1, Ordering::SeqCst) {
            1 => Err(Error::msg("sold out")),
            2 => panic!("burnt down"),
            _ => Ok(our_shop()),
        })
    });
    scene.load().unwrap();
    for expected in ["sold out", "burnt down"] {
        let error = scene.try_reload(&[Actor::new("a", 2)]).unwrap_err();
        assert!(matches!(error, ReloadError::Extension { .. }), "{error:?}");
        let text = error.to_string();
        assert!(
            text.starts_with("the host cannot fill the extension slot `dyn Shop`: "),
            "{text}"
        );
        assert!(text.contains(expected), "{text}");
        assert_eq!(scene.get("key").as_deref(), Some("a 1"));
        assert_eq!(scene.owner().unwrap(), "the host");
    }
    scene.reload(&[]);
    assert_eq!(scene.keys(), Vec::<String>::new());
}

#[test]
fn a_plugin_cannot_fill_a_slot_of_the_host_nor_the_host_one_twice() {
    let builder = |builder: hotswap_runtime::SwapperBuilder| {
        builder.try_extension::<dyn Shop>(|| Ok(our_shop()))
    };
    let scene = Scene::with(&[Actor::new("a", 1).fills()], builder);
    let error = scene.load().unwrap_err().to_string();
    assert!(
        error.contains("already filled by the host, and plugin a fills it again"),
        "{error}"
    );
    let scene = Scene::with(&[], |it| builder(builder(it)));
    let error = scene.load().unwrap_err().to_string();
    assert!(
        error.contains("already filled by the host, and the host fills it again"),
        "{error}"
    );
}
