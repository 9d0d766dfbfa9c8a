//! Asking whether plugins would be loaded, without loading them.

use std::fs;

use hotswap_runtime::{FileError, ImportError, ReloadError, check};

use crate::common::scene::{Actor, Scene, linked};

/// What is wrong with the plugins of a scene, as it is told.
fn problems(scene: &Scene) -> Vec<ReloadError> {
    let check = check(scene.plugins.path()).unwrap();
    assert_eq!(scene.journal(), [""; 0], "no code has run");
    check.problems
}

fn file(scene: &Scene, plugin: &str) -> std::path::PathBuf {
    scene.plugins.path().join(test_kit::file_name(plugin))
}

#[test]
fn plugins_that_fit_are_given_in_the_order_of_their_needs_and_nothing_of_them_runs() {
    let scene = Scene::new("checked");
    scene.add(&linked("beta", 1).needs("zeta"));
    scene.add(&linked("alpha", 1).needs("beta"));
    scene.add(&linked("zeta", 1));
    let check = check(scene.plugins.path()).unwrap();
    assert!(check.problems.is_empty(), "{:?}", check.problems);
    let names: Vec<_> = check.plugins.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["zeta", "beta", "alpha"]);
    assert_eq!(check.plugins[0].path, file(&scene, "zeta"));
    assert_eq!(check.plugins[0].inspection.manifest.plugin.version, "1.0.0");
    assert_eq!(scene.journal(), [""; 0]);
}

#[test]
fn all_that_is_wrong_is_told_and_nothing_is_told_twice() {
    let scene = Scene::new("checked_wrong");
    // One is half a file, two have one name: who needs them has nothing to mend.
    scene.add(&linked("half", 1));
    let half = fs::read(file(&scene, "half")).unwrap();
    fs::write(file(&scene, "half"), &half[..half.len() / 2]).unwrap();
    scene.add(&linked("double", 1));
    let again = file(&scene, "double").with_file_name("Double.so");
    fs::copy(file(&scene, "double"), again).unwrap();
    scene.add(&linked("alpha", 1).needs("half").needs("double"));
    scene.add(&linked("beta", 1).needs("alpa"));
    let greeting = "#[live_fn] fn greet() {}";
    scene.add(&Actor::new("gamma", 1).with(greeting));
    scene.add(&Actor::new("delta", 1).with(greeting));

    let found = problems(&scene);
    let [conflict, refused, missing, duplicate] = &found[..] else {
        panic!("{found:?}");
    };
    assert!(matches!(conflict, ReloadError::Conflict { name, .. } if name == "double"));
    assert!(
        matches!(refused, ReloadError::Refused { problems, .. } if matches!(problems[..], [FileError::Inspect(_)])),
    );
    assert!(
        matches!(missing, ReloadError::Imports { problems, .. }
        if matches!(&problems[..], [ImportError::Missing { plugin, suggestion: Some(it), .. }]
            if plugin == "beta" && it == "alpha")),
        "{missing}"
    );
    assert_eq!(
        duplicate.to_string(),
        "plugins delta and gamma both have a live function `greet`: rename one"
    );
    assert!(scene.load().is_err());
}

#[test]
fn a_live_type_of_two_plugins_is_told_by_whichever_of_its_names() {
    let scene = Scene::new("checked_types");
    let live_type = |options: &str, name: &str| {
        format!(
            "#[hotswap::interface] pub trait Job {{ fn run(&self); }}
             #[live_type(dyn Job{options})] #[derive(serde::Serialize, serde::Deserialize)] pub struct {name};
             impl Job for {name} {{ fn run(&self) {{}} }}"
        )
    };
    scene.add(&Actor::new("alpha", 1).with(&live_type("", "Fire")));
    scene.add(&Actor::new("beta", 1).with(&live_type(", alias = \"Fire\"", "Flame")));
    let found = problems(&scene);
    let texts: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["plugins alpha and beta both have a live type `Fire`: rename one"]
    );
    assert_eq!(scene.load().unwrap_err().to_string(), texts[0]);
}

#[test]
fn a_directory_that_is_not_there_is_an_error_and_an_empty_one_has_nothing_wrong() {
    let scene = Scene::new("checked_empty");
    let empty = check(scene.plugins.path()).unwrap();
    assert!(empty.plugins.is_empty() && empty.problems.is_empty());
    let absent = check(scene.plugins.path().join("absent")).unwrap_err();
    assert!(matches!(absent, ReloadError::Directory { .. }));
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_looked_at_is_told_with_all_else_and_who_needs_it_is_not() {
    let scene = Scene::new("checked_unseen");
    let circle = file(&scene, "circle");
    std::os::unix::fs::symlink(&circle, &circle).unwrap();
    fs::write(file(&scene, "empty"), "").unwrap();
    scene.add(&linked("alpha", 1).needs("circle"));
    let found = problems(&scene);
    let [unseen, refused] = &found[..] else {
        panic!("{found:?}");
    };
    assert!(matches!(unseen, ReloadError::Unseen { path, .. } if *path == circle));
    assert!(matches!(refused, ReloadError::Refused { .. }));
    assert!(matches!(
        scene.load().unwrap_err(),
        ReloadError::Unseen { .. }
    ));
}

#[test]
fn plugins_that_need_each_other_in_a_circle_are_told_as_a_load_tells_them() {
    let scene = Scene::new("checked_circle");
    scene.add(&linked("alpha", 1).needs("beta"));
    scene.add(&linked("beta", 1).needs("gamma"));
    scene.add(&linked("gamma", 1).needs("beta"));
    let found = problems(&scene);
    let texts: Vec<_> = found.iter().map(ToString::to_string).collect();
    let [circle] = &texts[..] else {
        panic!("{texts:?}");
    };
    assert!(circle.contains("beta -> gamma -> beta"), "{circle}");
    assert_eq!(&scene.load().unwrap_err().to_string(), circle);
}

#[test]
fn a_circle_is_told_beside_a_plugin_that_cannot_be_read_and_one_that_is_missing() {
    let scene = Scene::new("checked_circle_and_more");
    scene.add(&linked("alpha", 1).needs("beta").needs("absent"));
    scene.add(&linked("beta", 1).needs("alpha").needs("broken"));
    fs::write(file(&scene, "broken"), "").unwrap();
    let found = problems(&scene);
    let texts: Vec<_> = found.iter().map(ToString::to_string).collect();
    let has = |what: &str| texts.iter().any(|text| text.contains(what));
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert!(
        has("alpha -> beta -> alpha") && has("absent") && has("is empty"),
        "{texts:?}"
    );
}

#[test]
fn all_circles_are_told() {
    let scene = Scene::new("checked_circles");
    for (plugin, needs) in [("b", "c"), ("c", "b"), ("d", "e"), ("e", "d")] {
        scene.add(&linked(plugin, 1).needs(needs));
    }
    scene.add(&linked("a", 1).needs("b").needs("d"));
    let found = problems(&scene);
    let texts: Vec<_> = found.iter().map(ToString::to_string).collect();
    let [one, other] = &texts[..] else {
        panic!("{texts:?}");
    };
    let texts = [one, other];
    let has = |what: &str| texts.iter().any(|text| text.contains(what));
    assert!(has("d -> e -> d") && has("b -> c -> b"), "{texts:?}");
}
