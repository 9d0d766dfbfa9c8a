//! Slots by a handle that always has the newest.

use hotswap::Error;

use super::api::Shop;
use super::scene::{Actor, Scene};

#[test]
fn a_late_extension_is_that_of_the_generation_that_serves() {
    let scene = Scene::with(&[Actor::new("a", 1).fills(), Actor::new("b", 1)], |it| it);
    let late = scene.swapper.late_extension::<dyn Shop>();
    let owner = || late.call(|shop| shop.owner());
    assert!(
        matches!(owner(), Err(Error::NotFound { .. })),
        "before load"
    );
    scene.load().unwrap();
    assert_eq!(owner().unwrap(), "a 1");
    scene.reload(&[Actor::new("a", 2).fills()]);
    assert_eq!(owner().unwrap(), "a 2");
    scene.reload(&[Actor::new("a", 3), Actor::new("b", 2).fills()]);
    assert_eq!(owner().unwrap(), "b 2", "whoever fills it");
    scene.reload(&[Actor::new("b", 3)]);
    assert!(matches!(owner(), Err(Error::NotFound { .. })));
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn what_a_late_extension_gives_stays_with_its_version() {
    let scene = Scene::of(&[Actor::new("a", 1).fills()]);
    let kept = scene.swapper.late_extension::<dyn Shop>().get().unwrap();
    scene.reload(&[Actor::new("a", 2).fills()]);
    assert_eq!(kept.owner(), "a 1");
}

#[test]
fn a_call_of_a_late_extension_ends_on_the_version_it_began_on() {
    let scene = Scene::of(&[Actor::new("a", 1).fills()]);
    let late = scene.swapper.late_extension::<dyn Shop>();
    let during = late.call(|shop| {
        scene.reload(&[Actor::new("a", 2).fills()]);
        (shop.owner(), late.call(|shop| shop.owner()).unwrap())
    });
    assert_eq!(during.unwrap(), ("a 1".to_owned(), "a 2".to_owned()));
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_late_extension_outlives_its_swapper_and_says_so() {
    let scene = Scene::of(&[Actor::new("a", 1).fills()]);
    let late = scene.swapper.late_extension::<dyn Shop>();
    drop(scene);
    let error = late.clone().get().unwrap_err();
    assert_eq!(
        error.to_string(),
        "no extension `dyn Shop` in a vault whose swapper was dropped"
    );
}
