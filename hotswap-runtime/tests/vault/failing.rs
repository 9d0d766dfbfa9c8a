//! A reload that fails leaves the old vault exactly as it was.

use hotswap_runtime::{ReloadError, Step};

use super::scene::{Actor, Scene};

/// What there is to see of the vault, from the host and from a plugin.
#[derive(Debug, PartialEq)]
struct View {
    values: Vec<Option<String>>,
    owner: String,
    keys: Vec<String>,
}

fn view(scene: &Scene) -> View {
    let keys: Vec<String> = scene.call("stays", "keys", ()).unwrap();
    assert_eq!(keys, scene.keys());
    View {
        values: keys.iter().map(|key| scene.get(key)).collect(),
        owner: scene.owner().unwrap(),
        keys,
    }
}

fn scene() -> Scene {
    let scene = Scene::of(&[
        Actor::new("a", 1).sets("a").sets("both").fills(),
        Actor::new("stays", 1).sets("stays"),
    ]);
    scene.set("host", "x");
    scene
}

/// Sets and removes everything that is there, fills the slot.
fn busy() -> Actor {
    Actor::new("a", 2)
        .sets("a")
        .sets("new")
        .sets("stays")
        .init(r#"vault.remove("host")?;"#)
        .fills()
}

#[test]
fn an_on_init_that_fails_or_panics_leaves_the_old_vault() {
    let scene = scene();
    let before = view(&scene);
    for end in [
        r#"Err(hotswap::Error::msg("no"))?;"#,
        r#"if true { panic!("no") }"#,
    ] {
        let error = scene.try_reload(&[busy().init(end)]).unwrap_err();
        assert!(matches!(error, ReloadError::Hook { .. }), "{error}");
        assert_eq!(view(&scene), before);
    }
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_plugin_after_it_that_fails_leaves_the_old_vault() {
    let scene = scene();
    let before = view(&scene);
    let fails = Actor::new("z", 1).init(r#"Err(hotswap::Error::msg("no"))?;"#);
    scene.try_reload(&[busy(), fails]).unwrap_err();
    assert_eq!(view(&scene), before);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_callback_that_fails_leaves_the_old_vault() {
    let scene = scene();
    let before = view(&scene);
    scene.add(&[busy()]);
    let result = scene
        .swapper
        .reload_with(&hotswap::LiveData::none(), |reloading| {
            let new = reloading.next();
            super::scene::set(new, "callback", "x");
            assert_eq!(super::scene::get(new, "a").as_deref(), Some("a 2"));
            Err(hotswap::Error::msg("not now"))
        });
    result.unwrap_err();
    assert_eq!(view(&scene), before);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_failure_of_any_step_leaves_the_old_vault() {
    let steps = [Step::Vault, Step::OnInit, Step::Callbacks, Step::Swap];
    let armed = std::sync::Arc::new(std::sync::Mutex::new(None));
    let trip = std::sync::Arc::clone(&armed);
    let scene = Scene::with(
        &[
            Actor::new("a", 1).sets("a").fills(),
            Actor::new("stays", 1).sets("stays"),
        ],
        |builder| {
            builder.on_step(move |step| match *trip.lock().unwrap() {
                Some(armed) if armed == step => Err(hotswap::Error::msg("tripped")),
                _ => Ok(()),
            })
        },
    );
    scene.load().unwrap();
    let before = view(&scene);
    for step in steps {
        *armed.lock().unwrap() = Some(step);
        let error = scene.try_reload(&[busy()]).unwrap_err();
        assert!(error.to_string().contains("tripped"), "{step:?}: {error}");
        assert_eq!(view(&scene), before, "{step:?}");
    }
    *armed.lock().unwrap() = None;
    scene.reload(&[]);
    assert_eq!(scene.owner().unwrap(), "a 2");
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn what_a_callback_puts_into_the_new_vault_is_there() {
    let scene = scene();
    scene.add(&[busy()]);
    let callback = |reloading: &hotswap_runtime::Reloading<'_>| {
        super::scene::set(reloading.next(), "callback", "x");
        Ok(())
    };
    scene
        .swapper
        .reload_with(&hotswap::LiveData::none(), callback)
        .unwrap();
    assert_eq!(
        scene.keys(),
        ["a", "callback", "new", "stays"],
        "`both` was the old version's, `host` was removed"
    );
}
