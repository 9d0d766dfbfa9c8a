//! Plugins that are refused, where the others are loaded all the same.

use std::fs;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{FileError, ImportError, OnRefused, Outcome, ReloadError, ReloadReport};

use crate::common::scene::{Actor, Scene, linked};

/// A directory whose refused plugins are kept or left out.
fn lenient(test: &str) -> Scene {
    Scene::with(test, |builder| {
        builder
            .free_delay(Duration::ZERO)
            .on_refused(OnRefused::KeepOld)
    })
}

/// The same with plugins that serve.
fn serving(test: &str, actors: &[Actor]) -> Scene {
    let scene = lenient(test);
    actors.iter().for_each(|actor| scene.add(actor));
    scene.load().unwrap();
    scene
}

fn spoil(scene: &Scene, plugin: &str) {
    fs::write(scene.plugins.library(plugin), "not a library").unwrap();
}

fn outcomes(report: &ReloadReport) -> Vec<(&str, Outcome)> {
    report.outcomes().collect()
}

fn is_bad_file(report: &ReloadReport, plugin: &str) -> bool {
    let reason = report.reason(plugin);
    matches!(reason, Some(ReloadError::Refused { problems, .. }) if matches!(problems[..], [FileError::Inspect(_)]))
}

/// Why a plugin did not fit.
fn misfit<'a>(report: &'a ReloadReport, plugin: &str) -> &'a ImportError {
    match report.reason(plugin) {
        Some(ReloadError::Imports { problems, .. }) if problems.len() == 1 => &problems[0],
        other => panic!("{plugin}: {other:?}"),
    }
}

#[test]
fn a_bad_file_does_not_keep_other_plugins_from_being_replaced() {
    let scene = serving(
        "refused_other",
        &[Actor::new("alpha", 1), Actor::new("beta", 1)],
    );
    spoil(&scene, "alpha");
    scene.add(&Actor::new("beta", 2));
    scene.add(&Actor::new("gamma", 1));
    let report = scene.reload().unwrap();
    let expected = [
        ("alpha", Outcome::Kept),
        ("beta", Outcome::Ok),
        ("gamma", Outcome::Ok),
    ];
    assert_eq!(outcomes(&report), expected);
    assert!(is_bad_file(&report, "alpha"), "{report}");
    assert!(report.to_string().contains("libalpha.so"), "{report}");
    assert!(report.reason("beta").is_none());
    assert_eq!((scene.version("alpha"), scene.version("beta")), (1, 2));
    scene.add(&Actor::new("alpha", 2));
    let mended = scene.reload().unwrap();
    assert_eq!(
        mended.to_string(),
        "alpha: ok, beta: unchanged, gamma: unchanged"
    );
}

#[test]
fn by_default_a_bad_file_still_stops_the_whole_reload() {
    let scene = Scene::new("refused_default");
    scene.add(&Actor::new("alpha", 1));
    scene.add(&Actor::new("beta", 1));
    scene.load().unwrap();
    spoil(&scene, "alpha");
    scene.add(&Actor::new("beta", 2));
    for _ in 0..2 {
        let error = scene.reload().unwrap_err();
        assert!(matches!(error, ReloadError::Refused { .. }), "{error}");
    }
    assert_eq!((scene.version("alpha"), scene.version("beta")), (1, 1));
}

#[test]
fn a_start_with_a_bad_file_leaves_it_out_with_all_that_need_it() {
    let scene = lenient("refused_start");
    spoil(&scene, "alpha");
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.add(&linked("delta", 1).needs("beta"));
    scene.add(&linked("gamma", 1).imports(
        "#[hotswap(optional)] alpha: Option<Obj<dyn Link>>",
        "deps.alpha.as_ref().map(|it| it.path())",
    ));
    let report = scene.load().unwrap();
    let expected = [
        ("alpha", Outcome::LeftOut),
        ("beta", Outcome::LeftOut),
        ("delta", Outcome::LeftOut),
        ("gamma", Outcome::Ok),
    ];
    assert_eq!(outcomes(&report), expected);
    assert!(is_bad_file(&report, "alpha"), "{report}");
    for (plugin, needed) in [("beta", "alpha"), ("delta", "beta")] {
        let problem = misfit(&report, plugin);
        assert!(
            matches!(problem, ImportError::LeftOut { import, .. } if import == needed),
            "{problem}"
        );
    }
    assert_eq!(scene.path("gamma"), "gamma1()");
    // Those that only did not fit come with what they need, though their files have not changed.
    scene.add(&linked("alpha", 1));
    let mended = scene.reload().unwrap();
    assert_eq!(
        mended.to_string(),
        "alpha: ok, beta: ok, delta: ok, gamma: rewired"
    );
    assert_eq!(scene.path("delta"), "delta1(beta1(alpha1()))");
}

#[test]
fn a_start_with_nothing_but_bad_files_is_a_host_without_plugins() {
    let scene = lenient("refused_all");
    spoil(&scene, "alpha");
    let report = scene.load().unwrap();
    assert_eq!(outcomes(&report), [("alpha", Outcome::LeftOut)]);
    assert_eq!(scene.swapper.current().plugins().len(), 0);
    scene.add(&Actor::new("alpha", 1));
    assert_eq!(scene.reload().unwrap().to_string(), "alpha: ok");
}

#[test]
fn an_allowed_plugin_with_a_bad_file_is_there() {
    let scene = Scene::with("refused_allowed", |builder| {
        builder.on_refused(OnRefused::KeepOld).allow(["alpha"])
    });
    spoil(&scene, "alpha");
    let report = scene.load().unwrap();
    assert_eq!(outcomes(&report), [("alpha", Outcome::LeftOut)]);
}

#[test]
fn a_new_version_is_loaded_if_it_fits_what_was_kept() {
    let actors = [linked("alpha", 1), linked("beta", 1).needs("alpha")];
    let scene = serving("refused_fits", &actors);
    spoil(&scene, "alpha");
    scene.add(&linked("beta", 2).needs("alpha"));
    let report = scene.reload().unwrap();
    let expected = [("alpha", Outcome::Kept), ("beta", Outcome::Ok)];
    assert_eq!(outcomes(&report), expected);
    assert_eq!(scene.path("beta"), "beta2(alpha1())");
}

/// As `Link`, and more.
const OTHER: &str = "fn path(&self) -> String; fn more(&self) -> u32 { 7 }";

#[test]
fn a_new_version_that_does_not_fit_what_was_kept_is_kept_too() {
    let actors = [linked("alpha", 1), linked("beta", 1).needs("alpha")];
    let scene = serving("refused_unfit", &actors);
    spoil(&scene, "alpha");
    scene.add(&Actor::new("beta", 2).linked_as(OTHER).needs("alpha"));
    let report = scene.reload().unwrap();
    let expected = [("alpha", Outcome::Kept), ("beta", Outcome::Kept)];
    assert_eq!(outcomes(&report), expected);
    let problem = misfit(&report, "beta");
    assert!(matches!(problem, ImportError::Mismatch { .. }), "{problem}");
    assert_eq!(scene.path("beta"), "beta1(alpha1())");
    scene.add(&Actor::new("alpha", 2).linked_as(OTHER));
    assert_eq!(scene.reload().unwrap().to_string(), "alpha: ok, beta: ok");
    assert_eq!(scene.path("beta"), "beta2(alpha2())");
}

#[test]
fn an_unchanged_plugin_keeps_the_version_that_it_fits() {
    let actors = [
        linked("alpha", 1),
        linked("beta", 1).needs("alpha"),
        Actor::new("gamma", 1),
    ];
    let scene = serving("refused_unchanged", &actors);
    scene.add(&Actor::new("alpha", 2).linked_as(OTHER));
    scene.add(&Actor::new("gamma", 2));
    let report = scene.reload().unwrap();
    let expected = [
        ("alpha", Outcome::Kept),
        ("beta", Outcome::Unchanged),
        ("gamma", Outcome::Ok),
    ];
    assert_eq!(outcomes(&report), expected);
    let problem = misfit(&report, "alpha");
    assert!(matches!(problem, ImportError::Mismatch { .. }), "{problem}");
    assert_eq!(scene.path("beta"), "beta1(alpha1())");
}

#[test]
fn what_a_kept_version_is_tied_to_is_kept_too_however_far() {
    let actors = [
        linked("alpha", 1),
        linked("beta", 1).needs("alpha"),
        linked("gamma", 1).needs("beta"),
        Actor::new("other", 1),
    ];
    let scene = serving("refused_tied", &actors);
    spoil(&scene, "gamma");
    scene.add(&linked("alpha", 2));
    scene.add(&Actor::new("other", 2));
    let report = scene.reload().unwrap();
    let expected = [
        ("alpha", Outcome::Kept),
        ("beta", Outcome::Unchanged),
        ("gamma", Outcome::Kept),
        ("other", Outcome::Ok),
    ];
    assert_eq!(outcomes(&report), expected);
    let problem = misfit(&report, "alpha");
    assert!(
        matches!(problem, ImportError::Kept { plugin, import, .. } if plugin == "gamma" && import == "beta"),
        "{problem}"
    );
    assert_eq!(scene.path("gamma"), "gamma1(beta1(alpha1()))");
    scene.add(&linked("gamma", 2).needs("beta"));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: ok, beta: rewired, gamma: ok, other: unchanged"
    );
    assert_eq!(scene.path("gamma"), "gamma2(beta1(alpha2()))");
}

#[test]
fn a_plugin_that_is_needed_is_not_removed() {
    let actors = [linked("alpha", 1), linked("beta", 1).needs("alpha")];
    let scene = serving("refused_removal", &actors);
    scene.plugins.remove("alpha");
    for _ in 0..2 {
        let report = scene.reload().unwrap();
        let expected = [("alpha", Outcome::Kept), ("beta", Outcome::Unchanged)];
        assert_eq!(outcomes(&report), expected);
        let problem = misfit(&report, "alpha");
        assert!(matches!(problem, ImportError::Missing { .. }), "{problem}");
    }
    scene.add(&linked("beta", 2));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: removed, beta: ok"
    );
}

#[test]
fn a_circle_is_not_closed() {
    let actors = [linked("alpha", 1), linked("beta", 1).needs("alpha")];
    let scene = serving("refused_circle", &actors);
    scene.add(&linked("alpha", 2).needs("beta"));
    let report = scene.reload().unwrap();
    assert_eq!(report.outcome("alpha"), Some(Outcome::Kept));
    let problem = misfit(&report, "alpha");
    assert!(matches!(problem, ImportError::Cycle { .. }), "{problem}");
    assert_eq!(scene.path("beta"), "beta1(alpha1())");
}

#[test]
fn a_name_that_another_plugin_has_is_noticed_before_any_code_runs() {
    let taken = |version| Actor::new("alpha", version).with("#[live_fn] fn taken() -> u32 { 1 }");
    let beta = Actor::new("beta", 1).with("#[live_fn] fn taken() -> u32 { 2 }");
    let scene = serving("refused_duplicate", &[Actor::new("alpha", 1), beta]);
    scene.journal();
    scene.add(&taken(2));
    let report = scene.reload().unwrap();
    let expected = [("alpha", Outcome::Kept), ("beta", Outcome::Unchanged)];
    assert_eq!(outcomes(&report), expected);
    let reason = report.reason("alpha").unwrap();
    assert!(
        matches!(reason, ReloadError::DuplicateLiveFn { .. }),
        "{reason}"
    );
    assert_eq!(scene.journal(), [""; 0]);
}

/// The hooks of a new plugin, in the order in which they run.
const HOOKS: [&str; 4] = ["default", "reloadable", "on_load", "on_init"];

#[test]
fn a_plugin_whose_hook_fails_is_tried_once_and_the_others_are_loaded_without_it() {
    for hook in HOOKS {
        let first = [linked("alpha", 1), linked("beta", 1).needs("alpha")];
        let scene = serving(&format!("refused_hook_{hook}"), &first);
        scene.add(&Actor::new("zulu", 1).panics_in(hook));
        scene.add(&linked("alpha", 2).panics_in(hook));
        scene.add(&linked("beta", 2).needs("alpha"));
        scene.journal();
        let report = scene.reload().unwrap();
        let expected = [
            ("alpha", Outcome::Kept),
            ("beta", Outcome::Ok),
            ("zulu", Outcome::LeftOut),
        ];
        assert_eq!(outcomes(&report), expected, "{hook}");
        let reason = report.reason("alpha").unwrap();
        assert!(
            matches!(reason, ReloadError::Hook { plugin, .. } if plugin == "alpha"),
            "{reason}"
        );
        assert_eq!(scene.path("beta"), "beta2(alpha1())");
        let failed = |scene: &Scene, line: &str| {
            let journal = scene.journal().into_iter();
            journal.filter(|it| it == line).count()
        };
        let line = format!("alpha2.{hook}");
        assert_eq!(failed(&scene, &line), 1, "{hook}");

        scene.add(&linked("beta", 3).needs("alpha"));
        let again = scene.reload().unwrap();
        assert_eq!(outcomes(&again), expected, "{hook}");
        assert_eq!(
            again.reason("alpha").unwrap().to_string(),
            reason.to_string()
        );
        assert_eq!(scene.path("beta"), "beta3(alpha1())");
        assert_eq!(failed(&scene, &line), 0, "its code did not run again");

        scene.swapper.forget_refused();
        assert_eq!(outcomes(&scene.reload().unwrap())[0], expected[0]);
        assert_eq!(failed(&scene, &line), 1, "it was tried again");
        scene.wait_for_stats("nothing is left of those that failed", |stats| {
            stats.versions.len() == 2
        });
    }
}

#[test]
fn a_new_version_that_breaks_one_that_needs_it_is_itself_refused() {
    let picky = linked("beta", 1).needs("alpha").doing(
        "on_init",
        r#"assert!(!path().contains("alpha2"), "not with this one");"#,
    );
    let scene = serving(
        "refused_broken",
        &[linked("alpha", 1), picky, linked("gamma", 1).needs("beta")],
    );
    scene.add(&linked("alpha", 2));
    for _ in 0..2 {
        let report = scene.reload().unwrap();
        let expected = [
            ("alpha", Outcome::Kept),
            ("beta", Outcome::Unchanged),
            ("gamma", Outcome::Unchanged),
        ];
        assert_eq!(outcomes(&report), expected);
        let reason = report.reason("alpha").unwrap().to_string();
        assert!(
            reason.starts_with("plugin beta: on_init failed")
                && reason.contains("not with this one"),
            "{reason}"
        );
    }
    assert_eq!(scene.path("gamma"), "gamma1(beta1(alpha1()))");
    let attempts = scene.journal().into_iter();
    assert_eq!(attempts.filter(|it| it == "alpha2.on_init").count(), 1);
    scene.add(&linked("alpha", 3));
    assert_eq!(
        scene.reload().unwrap().to_string(),
        "alpha: ok, beta: rewired, gamma: rewired"
    );
}

#[test]
fn a_removal_that_breaks_one_that_can_do_without_is_not_done() {
    let picky = linked("beta", 1)
        .imports(
            "#[hotswap(optional)] alpha: Option<Obj<dyn Link>>",
            "deps.alpha.as_ref().map(|it| it.path())",
        )
        .doing(
            "on_init",
            r#"assert!(path().contains("alpha"), "not without");"#,
        );
    let scene = serving("refused_without", &[linked("alpha", 1), picky]);
    scene.plugins.remove("alpha");
    for _ in 0..2 {
        let report = scene.reload().unwrap();
        let expected = [("alpha", Outcome::Kept), ("beta", Outcome::Unchanged)];
        assert_eq!(outcomes(&report), expected);
        let reason = report.reason("alpha").unwrap().to_string();
        assert!(reason.contains("not without"), "{reason}");
    }
    assert_eq!(scene.path("beta"), "beta1(alpha1())");
}

#[test]
fn a_stubborn_plugin_that_needs_one_that_is_not_is_left_out() {
    let scene = lenient("refused_stubborn");
    scene.add(&linked("alpha", 1));
    scene.add(&linked("beta", 1).needs("alpha").stubborn());
    let report = scene.load().unwrap();
    let expected = [("alpha", Outcome::Ok), ("beta", Outcome::LeftOut)];
    assert_eq!(outcomes(&report), expected);
    let problem = misfit(&report, "beta");
    assert!(
        matches!(problem, ImportError::NotReloadable { .. }),
        "{problem}"
    );
}

#[test]
fn two_files_of_one_name_or_one_that_cannot_be_looked_at_are_that_plugins_affair() {
    let actors = [Actor::new("alpha", 1), Actor::new("beta", 1)];
    let scene = serving("refused_conflict", &actors);
    let file = scene.plugins.library("alpha");
    let second = scene.plugins.path().join("Alpha.so");
    fs::copy(&file, &second).unwrap();
    scene.add(&Actor::new("beta", 2));
    let report = scene.reload().unwrap();
    let expected = [("alpha", Outcome::Kept), ("beta", Outcome::Ok)];
    assert_eq!(outcomes(&report), expected);
    let reason = report.reason("alpha").unwrap();
    assert!(matches!(reason, ReloadError::Conflict { .. }), "{reason}");
    fs::remove_file(&second).unwrap();
    fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(&file, &file).unwrap();
    scene.add(&Actor::new("beta", 3));
    let report = scene.reload().unwrap();
    assert_eq!(outcomes(&report), expected);
    let reason = report.reason("alpha").unwrap();
    assert!(matches!(reason, ReloadError::Unseen { .. }), "{reason}");
    assert_eq!((scene.version("alpha"), scene.version("beta")), (1, 3));
}

#[test]
fn a_staged_generation_says_what_is_kept_and_a_failed_callback_still_undoes_all() {
    let actors = [Actor::new("alpha", 1), Actor::new("beta", 1)];
    let scene = serving("refused_staged", &actors);
    scene.add(&Actor::new("alpha", 2).fails_in("on_init"));
    scene.add(&Actor::new("beta", 2));
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    assert_eq!(staged.report().outcome("alpha"), Some(Outcome::Kept));
    let refused = staged.commit_with(|_| Err(hotswap::Error::msg("not today")));
    assert!(matches!(refused, Err(ReloadError::Callback { .. })));
    assert_eq!((scene.version("alpha"), scene.version("beta")), (1, 1));
    let report = scene.reload().unwrap();
    assert_eq!(
        outcomes(&report),
        [("alpha", Outcome::Kept), ("beta", Outcome::Ok)]
    );
}
