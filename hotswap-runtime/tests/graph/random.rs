//! Random graphs: whatever is published, loaded, rebuilt, removed or fails, it is as the model says.

use std::collections::BTreeSet;

use hotswap_runtime::{ImportError, ReloadError};
use parking_lot::Mutex;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::model::{
    Expected, File, Files, Generation, HOOKS, Loaded, expected, hooks, hooks_until,
};
use super::shapes::{PLUGINS, SHAPES, at_rank, name, needs, rank};
use super::stage::Stage;

/// All stages have one journal.
pub(crate) static ALONE: Mutex<()> = Mutex::new(());

/// What is done to the directory before a reload.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// A plugin is there, of one of the libraries that make no circle.
    Publish(Index, Index),
    /// A plugin is there, of whichever library.
    Risk(Index, Index),
    /// A plugin is built again.
    Rebuild(Index),
    Remove(Index),
}

/// A reload: what has changed before, and which hook of which new plugin fails; whether by a panic.
#[derive(Clone, Debug)]
struct Round {
    changes: Vec<Change>,
    failure: Option<(Index, usize, bool)>,
}

pub(crate) fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    prop_oneof![
        8 => (index(), index()).prop_map(|(plugin, shape)| Change::Publish(plugin, shape)),
        1 => (index(), index()).prop_map(|(plugin, shape)| Change::Risk(plugin, shape)),
        6 => index().prop_map(Change::Rebuild),
        2 => index().prop_map(Change::Remove),
    ]
}

fn round() -> impl Strategy<Value = Round> {
    let failure = proptest::option::of((any::<Index>(), 0..HOOKS.len(), any::<bool>()));
    (vec(change(), 0..6), failure).prop_map(|(changes, failure)| Round { changes, failure })
}

/// How many plugins there are at first, of which libraries; and what comes then.
fn story() -> impl Strategy<Value = (Vec<Index>, Vec<Round>)> {
    let first = (1..=PLUGINS).prop_flat_map(|count| vec(any::<Index>(), count));
    (first, vec(round(), 1..4))
}

/// A library for a plugin that needs only plugins of lower rank: so there is no circle.
pub(crate) fn harmless(plugin: usize, choice: Index) -> usize {
    let is_lower = |shape: &usize| {
        needs(*shape)
            .iter()
            .all(|it| rank(it.plugin) < rank(plugin))
    };
    let shapes: Vec<_> = (0..SHAPES).filter(is_lower).collect();
    *choice.get(&shapes)
}

pub(crate) fn apply(change: &Change, files: &mut Files, build: u32) {
    let known: Vec<usize> = files.keys().copied().collect();
    match change {
        Change::Publish(plugin, choice) => {
            let plugin = plugin.index(PLUGINS);
            let shape = harmless(plugin, *choice);
            files.insert(plugin, File { shape, build });
        }
        Change::Risk(plugin, shape) => {
            let shape = shape.index(SHAPES);
            files.insert(plugin.index(PLUGINS), File { shape, build });
        }
        Change::Rebuild(_) | Change::Remove(_) if known.is_empty() => {}
        Change::Rebuild(plugin) => {
            files
                .get_mut(plugin.get(&known))
                .expect("it is known")
                .build = build;
        }
        Change::Remove(plugin) => {
            files.remove(plugin.get(&known));
        }
    }
}

fn play((first, rounds): (Vec<Index>, Vec<Round>)) {
    let _alone = ALONE.lock();
    let (mut stage, mut files, mut loaded) = (Stage::new(), Files::new(), Generation::new());
    for (rank, choice) in first.into_iter().enumerate() {
        let plugin = at_rank(rank);
        let shape = harmless(plugin, choice);
        files.insert(plugin, File { shape, build: 0 });
    }
    for (number, round) in rounds.iter().enumerate() {
        if let Some(failure) = round.failure {
            fail(&mut stage, &files, &loaded, failure);
        }
        reload(&mut stage, &files, &mut loaded);
        for change in &round.changes {
            apply(change, &mut files, number as u32 + 1);
        }
    }
    reload(&mut stage, &files, &mut loaded);
}

/// A reload that comes to what the model says.
fn reload(stage: &mut Stage, files: &Files, loaded: &mut Generation) {
    stage.publish(files);
    let check = stage.check();
    let (round, result) = stage.reload();
    match expected(files, loaded) {
        Expected::Unlinked { missing, circle } => {
            assert_eq!(check, Err(problems(result.as_ref().unwrap_err())));
            assert_unlinked(&result.unwrap_err(), missing, circle, files);
            assert_eq!(stage.journal(), [""; 0], "no code has run");
        }
        Expected::Linked {
            made,
            order,
            report,
        } => {
            assert_eq!(result.unwrap().to_string(), report);
            let names = |plugins: &[usize]| plugins.iter().map(|&it| name(it)).collect::<Vec<_>>();
            let manager = stage.swapper.current();
            let found: Vec<_> = manager.plugins().map(|it| it.name().to_owned()).collect();
            assert_eq!(found, names(&order));
            assert_eq!(check, Ok(found), "as it was checked before");
            drop(manager);
            stage.settle();
            let mut journal = stage.journal();
            let freed = journal
                .extract_if(.., |it| it.ends_with(".on_free"))
                .collect();
            assert_eq!(journal, lines(&hooks(&made, &order)));
            assert_freed(freed, loaded, files, &made);
            let mut serving = Generation::new();
            for (&plugin, &file) in files {
                let old = loaded.get(&plugin).filter(|_| !made.contains(&plugin));
                serving.insert(plugin, old.copied().unwrap_or(Loaded { file, round }));
            }
            *loaded = serving;
        }
    }
    stage.assert_serves(loaded);
}

/// What an error lists.
fn problems(error: &ReloadError) -> Vec<String> {
    match error {
        ReloadError::Imports { problems, .. } => problems.iter().map(|it| it.to_string()).collect(),
        other => vec![other.to_string()],
    }
}

/// A reload in which a hook of one of the new plugins fails: all is undone.
fn fail(
    stage: &mut Stage,
    files: &Files,
    loaded: &Generation,
    (victim, hook, panics): (Index, usize, bool),
) {
    let Expected::Linked { made, order, .. } = expected(files, loaded) else {
        return;
    };
    if made.is_empty() {
        return;
    }
    let made_list: Vec<_> = made.iter().copied().collect();
    let (victim, hook) = (*victim.get(&made_list), HOOKS[hook]);
    let how = if panics { "panics" } else { "fails" };
    stage.publish(files);
    stage.tell(&format!("{} {how} in {hook}", name(victim)));
    let error = stage.reload().1.unwrap_err();
    stage.tell("");
    let hook_name = if hook == "default" {
        "Default::default"
    } else {
        hook
    };
    assert!(
        matches!(&error, ReloadError::Hook { plugin, hook, .. } if *plugin == name(victim) && *hook == hook_name),
        "{error}"
    );
    assert_eq!(
        stage.journal(),
        lines(&hooks_until(&made, &order, (victim, hook)))
    );
    stage.settle();
    assert_eq!(stage.journal(), [""; 0], "and that was all");
    stage.assert_serves(loaded);
}

fn lines(hooks: &[(usize, &str)]) -> Vec<String> {
    let line = |&(plugin, hook): &(usize, &str)| format!("{}.{hook}", name(plugin));
    hooks.iter().map(line).collect()
}

/// Each that was replaced is freed once, before those that it needed.
fn assert_freed(freed: Vec<String>, loaded: &Generation, files: &Files, made: &BTreeSet<usize>) {
    let is_gone = |plugin: &usize| made.contains(plugin) || !files.contains_key(plugin);
    let gone: Vec<usize> = loaded.keys().copied().filter(is_gone).collect();
    let line = |plugin: usize| format!("{}.on_free", name(plugin));
    let all: BTreeSet<_> = gone.iter().map(|&it| line(it)).collect();
    assert_eq!(freed.iter().cloned().collect::<BTreeSet<_>>(), all);
    assert_eq!(freed.len(), all.len(), "each of them once: {freed:?}");
    let place = |plugin| freed.iter().position(|it| *it == line(plugin));
    for &plugin in &gone {
        let needs = needs(loaded[&plugin].file.shape).into_iter();
        for need in needs.filter(|it| gone.contains(&it.plugin)) {
            assert!(
                place(plugin) < place(need.plugin),
                "{plugin} {need:?} {freed:?}"
            );
        }
    }
}

fn assert_unlinked(
    error: &ReloadError,
    mut missing: Vec<(String, String)>,
    circle: bool,
    files: &Files,
) {
    let ReloadError::Imports { problems, .. } = error else {
        panic!("{error}");
    };
    let mut found = Vec::new();
    let mut circles = Vec::new();
    for problem in problems {
        match problem {
            ImportError::Missing { plugin, import, .. } => {
                found.push((plugin.clone(), import.clone()))
            }
            ImportError::Cycle { path, .. } => circles.push(path),
            other => panic!("{other}"),
        }
    }
    found.sort();
    missing.sort();
    assert_eq!(found, missing);
    assert_eq!(!circles.is_empty(), circle, "{error}");
    circles
        .into_iter()
        .for_each(|path| assert_circle(path, files));
}

/// Each step of the way is there, the last is the first, and no other comes twice.
fn assert_circle(path: &[String], files: &Files) {
    let plugin = |wanted: &String| {
        let mut plugins = files.iter();
        plugins
            .find(|it| name(*it.0) == *wanted)
            .expect("it is a plugin")
    };
    for step in path.windows(2) {
        let needs = needs(plugin(&step[0]).1.shape);
        assert!(
            needs.iter().any(|it| it.plugin == *plugin(&step[1]).0),
            "{path:?}"
        );
    }
    assert_eq!(path.first(), path.last());
    let names: BTreeSet<_> = path.iter().collect();
    assert_eq!(names.len(), path.len() - 1, "{path:?}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: test_kit::count("PROPTEST_CASES", 12) as u32,
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_graph_does_what_the_model_says(story in story()) {
        play(story);
    }
}

#[test]
fn sixty_plugins_in_the_deepest_graph_there_is() {
    let deepest = (0..PLUGINS).map(|rank| {
        let is_lower = |shape: &usize| {
            needs(*shape)
                .iter()
                .all(|it| super::shapes::rank(it.plugin) < rank)
        };
        (
            at_rank(rank),
            (0..SHAPES)
                .rfind(is_lower)
                .expect("the first needs nothing"),
        )
    });
    let _alone = ALONE.lock();
    let (mut stage, mut loaded) = (Stage::new(), Generation::new());
    let mut files: Files = deepest
        .map(|(plugin, shape)| (plugin, File { shape, build: 0 }))
        .collect();
    reload(&mut stage, &files, &mut loaded);
    for (number, rank) in [0, 20, 59].into_iter().enumerate() {
        let file = files.get_mut(&at_rank(rank)).expect("all are there");
        file.build = number as u32 + 1;
        reload(&mut stage, &files, &mut loaded);
    }
}
