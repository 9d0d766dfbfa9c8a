//! Three plugins linked in, two loaded from a directory by a second swapper: in one process.

use hotswap::{LiveData, Obj};
use hotswap_runtime::{ReloadError, StaticLinkError};
use linking_tests::{Scene, Way};
use mode_api::Counter;
use test_kit::wait_until;

hotswap_runtime::link!(mode_alpha, mode_beta, mode_gamma);

const LINKED: [&str; 3] = ["mode_alpha", "mode_beta", "mode_gamma"];

#[test]
fn the_same_plugin_linked_and_loaded_is_two_plugins() {
    let linked_scene = Scene::new(Way::Linked);
    let loaded_scene = Scene::new(Way::Loaded);
    let linked = linked_scene.load(&LINKED);
    let loaded = loaded_scene.load(&["mode_alpha", "mode_solo"]);
    let add = |swapper: &hotswap_runtime::Swapper, by| {
        let alpha = swapper.current().export::<dyn Counter>("mode_alpha");
        alpha.unwrap().add(by)
    };
    // Beta has added 1 to the linked one.
    assert_eq!((add(&linked, 10), add(&loaded, 100)), (11, 100));
    loaded.reload(&loaded_scene.data()).unwrap();
    drop(loaded);
    assert_eq!(add(&linked, 10), 21);
    drop(linked);
    let freed = |scene: &Scene| {
        scene
            .diary()
            .iter()
            .filter(|it| it.contains("on_free"))
            .count()
    };
    assert_eq!((freed(&linked_scene), freed(&loaded_scene)), (3, 1));
}

#[test]
fn objects_of_linked_plugins_are_at_home_in_loaded_ones() {
    let linked_scene = Scene::new(Way::Linked);
    let loaded_scene = Scene::new(Way::Loaded);
    let linked = linked_scene.load(&["mode_alpha"]);
    let loaded = loaded_scene.load(&["mode_alpha"]);
    let of = |swapper: &hotswap_runtime::Swapper| -> Obj<dyn Counter> {
        let manager = swapper.current();
        manager
            .plugin("mode_alpha")
            .unwrap()
            .invoke("counter", ())
            .unwrap()
    };
    for (giver, taker) in [(&linked, &loaded), (&loaded, &linked)] {
        let manager = taker.current();
        let alpha = manager.plugin("mode_alpha").unwrap();
        let sum: u64 = alpha.invoke("add_twice", (of(giver), 4u64)).unwrap();
        assert_eq!(sum, 8);
    }
    let held = of(&linked);
    drop((loaded, linked));
    assert_eq!(held.another().add(1), 101);
}

#[test]
fn one_swapper_at_a_time_has_a_linked_plugin() {
    let scene = Scene::new(Way::Linked);
    let first = scene.load(&["mode_alpha"]);
    let second = scene.builder(&["mode_alpha"]).build().unwrap();
    let error = second.load(&scene.data()).unwrap_err();
    let ReloadError::LinkedPlugins { problems, .. } = &error else {
        panic!("{error}")
    };
    assert!(
        matches!(&problems[..], [StaticLinkError::Taken { plugin, .. }] if plugin == "mode_alpha"),
        "{error}"
    );
    let held = first.current();
    drop(first);
    second.load(&scene.data()).unwrap_err();
    drop(held);
    wait_until("it is free", || second.load(&scene.data()).is_ok());
}

#[test]
fn a_name_that_is_not_linked_is_an_error_that_lists_what_is() {
    let scene = Scene::new(Way::Linked);
    let swapper = scene.builder(&["mode-alpha", "dog"]).build().unwrap();
    let error = swapper.load(&LiveData::none()).unwrap_err().to_string();
    assert_eq!(
        error,
        "plugin `dog` is not linked into this binary, which has mode_alpha, mode_beta, mode_gamma: add its \
         crate to the dependencies of the host, and write hotswap_runtime::link!(dog)"
    );
}

/// Row WithStaticPlugins of the Go original: all of it, but for `reload`.
#[test]
fn with_static_plugins() {
    let scene = Scene::new(Way::Linked);
    let swapper = scene.load(&LINKED);
    let manager = swapper.current();
    let chain: String = manager
        .plugin("mode-gamma")
        .unwrap()
        .invoke("chain", ())
        .unwrap();
    assert_eq!(chain, "beta, who knows alpha");
    let greeting: String = manager
        .vault()
        .live_fn("alpha_greet")
        .unwrap()
        .call(("Bob",))
        .unwrap();
    assert_eq!(greeting, "alpha greets Bob");
    for error in [
        swapper.reload(&scene.data()).unwrap_err(),
        swapper.reload_with(&scene.data(), |_| Ok(())).unwrap_err(),
        swapper.prepare(&scene.data()).map(drop).unwrap_err(),
    ] {
        assert!(matches!(error, ReloadError::StaticLinking), "{error}");
        assert!(
            error
                .to_string()
                .starts_with("running under static linking mode"),
            "{error}"
        );
    }
    assert_eq!(swapper.current().generation(), 1);
    // A watch has nothing to do, and is no error: a host need not know.
    drop(swapper.watch(|result| panic!("{result:?}")).unwrap());
    drop((manager, swapper));
    let freed: Vec<_> = scene
        .diary()
        .into_iter()
        .filter(|it| it.contains("on_free"))
        .collect();
    assert_eq!(
        freed,
        ["gamma.on_free", "beta.on_free true", "alpha.on_free"]
    );
}

#[test]
fn stats_and_reports_tell_of_linked_plugins() {
    let scene = Scene::new(Way::Linked);
    let swapper = scene.builder(&["mode_alpha"]).build().unwrap();
    let report = swapper.load(&scene.data()).unwrap();
    assert_eq!(report.to_string(), "mode_alpha: ok");
    let stats = swapper.stats();
    assert_eq!(
        stats.versions[0].stays_mapped.as_deref(),
        Some("it is linked into the host")
    );
    let manager = swapper.current();
    assert_eq!(
        manager.plugin("mode_alpha").unwrap().path(),
        std::env::current_exe().unwrap()
    );
}
