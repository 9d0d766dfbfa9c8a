//! Plugins that need each other.

use hotswap_runtime::{ImportError, ReloadError};

use crate::common::scene::{Actor, Scene, linked};

/// gamma needs beta, beta needs alpha.
fn trine(scene: &Scene) {
    scene.add(&linked("gamma", 1).needs("beta"));
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.add(&linked("alpha", 1));
}

/// What keeps the plugins in the directory from being loaded.
fn refusal(scene: &Scene) -> Vec<ImportError> {
    match scene.load().unwrap_err() {
        ReloadError::Imports { problems, .. } => problems,
        other => panic!("{other:?}"),
    }
}

fn hooks(journal: &[String], hook: &str) -> Vec<String> {
    let of_hook = journal.iter().filter_map(|it| it.strip_suffix(hook));
    of_hook
        .map(|it| it.trim_end_matches('.').to_owned())
        .collect()
}

#[test]
fn importall_hooks_follow_the_dependencies_and_imports_work_when_called() {
    let scene = Scene::new("importall");
    trine(&scene);
    scene.add(&linked("delta", 1).needs("alpha").needs("gamma"));
    assert_eq!(
        scene.load().unwrap().to_string(),
        "alpha: ok, beta: ok, delta: ok, gamma: ok"
    );
    let journal = scene.journal();
    let order = ["alpha1", "beta1", "gamma1", "delta1"];
    assert_eq!(hooks(&journal, "on_load"), order);
    assert_eq!(hooks(&journal, "on_init"), order);
    assert_eq!(
        scene.path("delta"),
        "delta1(alpha1(),gamma1(beta1(alpha1())))"
    );

    let nothing = "alpha: unchanged, beta: unchanged, delta: unchanged, gamma: unchanged";
    assert_eq!(scene.reload().unwrap().to_string(), nothing);
    assert_eq!(scene.journal(), [""; 0]);
    let journal = scene.end();
    assert_eq!(
        hooks(&journal, "on_free"),
        ["delta1", "gamma1", "beta1", "alpha1"]
    );
}

#[test]
fn mismatch1_an_export_that_does_not_fit_is_refused_and_both_sides_are_shown() {
    let scene = Scene::new("mismatch1");
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.add(
        &Actor::new("alpha", 1).linked_as("fn path(&self) -> String; fn more(&self) -> u32 { 7 }"),
    );
    let problems = refusal(&scene);
    let text = problems[0].to_string();
    assert!(
        matches!(problems[..], [ImportError::Mismatch { .. }]),
        "{text}"
    );
    assert!(
        text.contains("plugin beta needs") && text.contains("alpha"),
        "{text}"
    );
    assert!(
        text.contains("more") && text.contains("missing in beta"),
        "{text}"
    );
    assert_eq!(scene.journal(), [""; 0], "no code has run");
}

#[test]
fn order_plugins_names_break_ties() {
    let scene = Scene::new("orderPlugins");
    for (name, needs) in [("a", "z"), ("b", "m"), ("m", "z"), ("c", "b")] {
        scene.add(&linked(name, 1).needs(needs));
    }
    scene.add(&linked("z", 1));
    scene.add(&linked("k", 1));
    scene.load().unwrap();
    let order = ["k1", "z1", "a1", "m1", "b1", "c1"];
    assert_eq!(hooks(&scene.journal(), "on_load"), order);
    let manager = scene.swapper.current();
    let names: Vec<_> = manager.plugins().map(|it| it.name().to_owned()).collect();
    assert_eq!(names, ["k", "z", "a", "m", "b", "c"]);
}

#[test]
fn xdep_ignore_a_skipped_field_is_no_dependency() {
    let scene = Scene::new("xdep_ignore");
    let skipped = "#[hotswap(skip)] count: std::sync::atomic::AtomicU32";
    scene.add(&linked("a", 1).imports(skipped, "Some(format!(\"{:?}\", deps.count))"));
    assert_eq!(scene.load().unwrap().to_string(), "a: ok");
    assert_eq!(scene.path("a"), "a1(0)");
}

#[test]
fn xdep_mini_dependencies_change_between_versions() {
    let scene = Scene::new("xdep_mini");
    scene.add(&linked("alpha", 1));
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.load().unwrap();
    // Only what is needed was rebuilt.
    scene.add(&linked("alpha", 2));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: ok, beta: rewired"
    );
    assert_eq!(scene.path("beta"), "beta1(alpha2())");
    // Both were.
    scene.add(&linked("alpha", 3));
    scene.add(&linked("beta", 2).needs("alpha"));
    assert_eq!(scene.reload().unwrap().to_string(), "alpha: ok, beta: ok");
    assert_eq!(scene.path("beta"), "beta2(alpha3())");
    // Only the one that needs it.
    scene.add(&linked("beta", 3).needs("alpha"));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: unchanged, beta: ok"
    );
    assert_eq!(scene.path("beta"), "beta3(alpha3())");
    // No dependencies at all.
    scene.add(&linked("beta", 4).imports("#[hotswap(skip)] none: u8", "None"));
    scene.plugins.remove("alpha");
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: removed, beta: ok"
    );
    assert_eq!(scene.path("beta"), "beta4()");
}

#[test]
fn what_needs_a_rebuilt_plugin_is_rewired_however_far_and_nothing_else() {
    let scene = Scene::new("rewired");
    trine(&scene);
    scene.add(&linked("other", 1));
    scene.load().unwrap();
    let held = scene.swapper.current();
    scene.add(&linked("alpha", 2));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: ok, beta: rewired, gamma: rewired, other: unchanged"
    );
    assert_eq!(scene.path("gamma"), "gamma1(beta1(alpha2()))");
    let old: String = held
        .plugin("gamma")
        .unwrap()
        .invoke("path_from_here", ())
        .unwrap();
    assert_eq!(
        old, "gamma1(beta1(alpha1()))",
        "who holds the old ones has all of them"
    );
    scene.journal();
    drop(held);
    let journal = scene.journal_of(3);
    assert_eq!(hooks(&journal, "on_free"), ["gamma1", "beta1", "alpha1"]);
}

#[test]
fn xdep_e1_a_missing_dependency_is_named() {
    let scene = Scene::new("xdep_e1");
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.add(&linked("delta", 1).needs("alpha").needs("beta"));
    let problems = refusal(&scene);
    let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2, "all of them are reported: {texts:?}");
    assert!(
        texts[0].starts_with("plugin beta needs `alpha`, and there is no such plugin"),
        "{texts:?}"
    );
    assert_eq!(scene.journal(), [""; 0], "no code has run");
}

#[test]
fn xdep_e3_a_misspelt_dependency_gets_a_suggestion() {
    let scene = Scene::new("xdep_e3");
    scene.add(&linked("beta", 1).needs("alhpa"));
    scene.add(&linked("alpha", 1));
    let text = refusal(&scene)[0].to_string();
    assert!(text.contains("did you mean `alpha`?"), "{text}");
}

#[test]
fn xdep_e4_a_plugin_that_stays_must_not_need_one_that_may_be_replaced() {
    let scene = Scene::new("xdep_e4");
    scene.add(&linked("beta", 1).needs("alpha").stubborn());
    scene.add(&linked("alpha", 1));
    let problems = refusal(&scene);
    let both = |plugin: &str, import: &str| (plugin, import) == ("beta", "alpha");
    assert!(
        matches!(&problems[..], [ImportError::NotReloadable { plugin, import, .. }] if both(plugin, import)),
        "{problems:?}"
    );
    assert_eq!(hooks(&scene.journal(), "on_free"), ["beta1", "alpha1"]);
    scene.add(&linked("alpha", 1).stubborn());
    assert_eq!(scene.load().unwrap().to_string(), "alpha: ok, beta: ok");
}

#[test]
fn cyclic2_a_circle_of_two_is_refused_with_its_path() {
    let scene = Scene::new("cyclic2");
    scene.add(&linked("a", 1).needs("b"));
    scene.add(&linked("b", 1).needs("a"));
    let text = refusal(&scene)[0].to_string();
    assert!(text.contains("a -> b -> a"), "{text}");
}

#[test]
fn cyclic3_a_circle_of_three_is_refused_with_its_path() {
    let scene = Scene::new("cyclic3");
    scene.add(&linked("a", 1).needs("c"));
    scene.add(&linked("b", 1).needs("a"));
    scene.add(&linked("c", 1).needs("b"));
    scene.add(&linked("d", 1).needs("a"));
    let text = refusal(&scene)[0].to_string();
    assert!(text.contains("a -> c -> b -> a"), "{text}");
    assert_eq!(scene.journal(), [""; 0], "no code has run");
}

#[test]
fn optional_dependencies_come_and_go() {
    let scene = Scene::new("optional");
    let field = "#[hotswap(optional)] alpha: Option<Obj<dyn Link>>";
    scene.add(&linked("beta", 1).imports(field, "deps.alpha.as_ref().map(|it| it.path())"));
    scene.load().unwrap();
    assert_eq!(scene.path("beta"), "beta1()");
    scene.add(&linked("alpha", 1));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: ok, beta: rewired"
    );
    assert_eq!(scene.path("beta"), "beta1(alpha1())");
    scene.plugins.remove("alpha");
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: removed, beta: rewired"
    );
    assert_eq!(scene.path("beta"), "beta1()");
}

#[test]
fn an_import_may_have_another_name_and_may_be_for_the_order_alone() {
    let scene = Scene::new("renamed");
    let renamed = "#[hotswap(plugin = \"zeta\")] first: Obj<dyn Link>";
    scene.add(&linked("a", 1).imports(renamed, "Some(deps.first.path())"));
    scene.add(&linked("b", 1).imports("#[hotswap(order_only)] y: ()", "None"));
    scene.add(&Actor::new("y", 1));
    scene.add(&linked("zeta", 1));
    scene.load().unwrap();
    assert_eq!(scene.path("a"), "a1(zeta1())");
    assert_eq!(
        hooks(&scene.journal(), "on_load"),
        ["y1", "b1", "zeta1", "a1"]
    );
}

#[test]
fn a_missing_plugin_that_is_needed_for_the_order_alone_cannot_be_made_optional() {
    let scene = Scene::new("order_only_missing");
    scene.add(&linked("b", 1).imports("#[hotswap(order_only)] y: ()", "None"));
    let text = refusal(&scene)[0].to_string();
    assert!(
        text.ends_with("add it, or leave out the field `y`; did you mean `b`?"),
        "{text}"
    );
}

#[test]
fn a_plugin_that_vanishes_while_others_need_it_is_missed_and_serves_on() {
    let scene = Scene::new("vanishes");
    trine(&scene);
    scene.load().unwrap();
    scene.plugins.remove("alpha");
    let error = scene.reload().unwrap_err().to_string();
    assert!(error.contains("plugin beta needs `alpha`"), "{error}");
    assert_eq!(scene.path("gamma"), "gamma1(beta1(alpha1()))");
}

#[test]
fn a_plugin_that_stays_cannot_be_tied_to_a_rebuilt_one() {
    let scene = Scene::new("stays");
    let field = "#[hotswap(optional)] alpha: Option<Obj<dyn Link>>";
    let path = "deps.alpha.as_ref().map(|it| it.path())";
    scene.add(&linked("beta", 1).imports(field, path).stubborn());
    scene.load().unwrap();
    scene.add(&linked("alpha", 1));
    let error = scene.reload().unwrap_err();
    let ReloadError::Imports { problems, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(
        matches!(problems[..], [ImportError::Stays { .. }]),
        "{error}"
    );
    assert_eq!(scene.path("beta"), "beta1()");
}

#[test]
fn panics_import_undoes_all() {
    let scene = Scene::new("panics_Import");
    trine(&scene);
    scene.load().unwrap();
    scene.journal();
    scene.add(&linked("alpha", 2));
    let default =
        "struct Bad; impl Default for Bad { fn default() -> Self { panic!(\"no import today\") } }";
    let bad = linked("beta", 2).needs("alpha").with(default);
    scene.add(&bad.imports("#[hotswap(skip)] bad: Bad", "{ let _ = &deps.bad; None }"));
    let error = scene.reload().unwrap_err();
    assert!(
        matches!(&error, ReloadError::Hook { plugin, hook: "imports", .. } if plugin == "beta"),
        "{error}"
    );
    assert!(error.to_string().contains("no import today"), "{error}");
    assert_eq!(
        hooks(&scene.journal(), "on_free"),
        ["gamma1", "beta2", "alpha2"]
    );
    assert_eq!(scene.path("gamma"), "gamma1(beta1(alpha1()))");
}

#[test]
fn imports_are_there_until_the_value_is_dropped() {
    let scene = Scene::new("to_the_end");
    scene.add(&linked("alpha", 1));
    let beta = linked("beta", 1).needs("alpha");
    scene.add(&beta.with("impl Drop for Actor { fn drop(&mut self) { note(&path()) } }"));
    scene.load().unwrap();
    let journal = scene.end();
    assert_eq!(
        journal.last().map(String::as_str),
        Some("alpha1.on_free"),
        "{journal:?}"
    );
    assert!(
        journal.contains(&"beta1.beta1(alpha1())".to_owned()),
        "imports are there to the end: {journal:?}"
    );
}
