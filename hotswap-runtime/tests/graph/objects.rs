//! Objects that hold whole chains of old versions; and calls that go back and forth through the chain.

use std::thread;

use hotswap::prelude::*;
use hotswap_runtime::ReloadError;

use crate::common::scene::{Scene, linked};

/// As the actors have it.
#[hotswap::interface]
trait Link {
    fn path(&self) -> String;
}

/// gamma needs beta, beta needs alpha.
fn trine(test: &str) -> Scene {
    let scene = Scene::new(test);
    for (name, needs) in [
        ("alpha", None),
        ("beta", Some("alpha")),
        ("gamma", Some("beta")),
    ] {
        let actor = linked(name, 1);
        scene.add(&match needs {
            Some(needs) => actor.needs(needs),
            None => actor,
        });
    }
    scene.load().unwrap();
    scene
}

fn export(scene: &Scene, name: &str) -> Obj<dyn Link> {
    scene.swapper.current().export(name).unwrap()
}

#[test]
fn an_object_answers_through_its_old_chain_and_lets_all_of_it_go_on_whichever_thread() {
    let scene = trine("graph_chain");
    let gamma = export(&scene, "gamma");
    scene.add(&linked("alpha", 2));
    scene.reload().unwrap();
    scene.journal();
    assert_eq!(export(&scene, "gamma").path(), "gamma1(beta1(alpha2()))");
    assert_eq!(gamma.path(), "gamma1(beta1(alpha1()))");
    for line in [
        "gamma 1.0.0 of generation 1, replaced: 1 × Obj",
        "beta 1.0.0 of generation 1, replaced: 1 import of another plugin",
        "alpha 1.0.0 of generation 1, replaced: 1 import of another plugin",
    ] {
        scene.wait_for_stats(line, |stats| stats.to_string().contains(line));
    }
    let last = thread::spawn(move || gamma.path()).join().unwrap();
    assert_eq!(last, "gamma1(beta1(alpha1()))");
    scene.wait_for_unloaded(3);
    let freed = ["gamma1.on_free", "beta1.on_free", "alpha1.on_free"];
    assert_eq!(scene.journal(), freed);
}

#[test]
fn only_the_part_of_a_chain_that_is_used_stays() {
    let scene = trine("graph_part");
    let beta = export(&scene, "beta");
    scene.add(&linked("alpha", 2));
    scene.reload().unwrap();
    scene.wait_for_unloaded(1);
    assert_eq!(beta.path(), "beta1(alpha1())");
    assert_eq!(scene.swapper.stats().unloaded, 1, "gamma alone");
    drop(beta);
    scene.wait_for_unloaded(3);
}

#[test]
fn a_late_handle_goes_through_the_newest_chain() {
    let scene = trine("graph_late");
    let late = scene.swapper.late_plugin::<dyn Link>("gamma");
    for version in 2..6 {
        scene.add(&linked("alpha", version));
        scene.reload().unwrap();
        let path = late.call(|gamma| gamma.path()).unwrap();
        assert_eq!(path, format!("gamma1(beta1(alpha{version}()))"));
    }
    scene.wait_for_unloaded(12);
}

/// A host that is called by a plugin, and calls the same plugin again.
#[test]
fn a_host_that_a_plugin_calls_may_call_it_again_but_not_reload() {
    let caller = r#"
        #[plugin_fn] fn call_back(host: Obj<dyn Link>) -> String { format!("{}; {}", host.path(), path()) }
    "#;
    let scene = Scene::new("graph_reentrant");
    scene.add(&linked("alpha", 1));
    scene.add(&linked("beta", 1).needs("alpha").with(caller));
    scene.load().unwrap();
    let swapper = scene.swapper.clone();
    let host = Obj::<dyn Link>::from_fn(move || {
        let error = swapper.reload(&LiveData::none()).unwrap_err();
        assert!(matches!(error, ReloadError::InsideCall), "{error}");
        let beta = swapper.late_plugin::<dyn Link>("beta");
        beta.call(|beta| beta.path()).unwrap()
    });
    scene.add(&linked("alpha", 2));
    let manager = scene.swapper.current();
    let beta = manager.plugin("beta").unwrap();
    let answer: String = beta.invoke("call_back", (host,)).unwrap();
    assert_eq!(answer, "beta1(alpha1()); beta1(alpha1())");
    drop(manager);
    scene.reload().unwrap();
    assert_eq!(scene.path("beta"), "beta1(alpha2())");
    scene.wait_for_unloaded(2);
}
