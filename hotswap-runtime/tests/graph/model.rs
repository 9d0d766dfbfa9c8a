//! What must happen to a graph, found out as naively as can be.

use std::collections::{BTreeMap, BTreeSet};

use super::shapes::{Kind, Need, name, needs};

/// A library under a name: which one, and which build of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) shape: usize,
    pub(crate) build: u32,
}

/// The files in a directory, by plugin.
pub(crate) type Files = BTreeMap<usize, File>;

/// A plugin that is loaded, since which round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    pub(crate) file: File,
    pub(crate) round: u32,
}

/// What serves.
pub(crate) type Generation = BTreeMap<usize, Loaded>;

/// What a reload comes to.
#[derive(Debug)]
pub(crate) enum Expected {
    /// These imports are missing, as `(plugin, import)`; and perhaps there is a circle.
    Unlinked {
        missing: Vec<(String, String)>,
        circle: bool,
    },
    /// What is made, by name; and all plugins in their order.
    Linked {
        made: BTreeSet<usize>,
        order: Vec<usize>,
        report: String,
    },
}

pub(crate) fn expected(files: &Files, loaded: &Generation) -> Expected {
    let missing = missing(files);
    match order(files) {
        Some(order) if missing.is_empty() => {
            let made = made(files, loaded);
            Expected::Linked {
                report: report(files, loaded, &made),
                made,
                order,
            }
        }
        order => Expected::Unlinked {
            missing,
            circle: order.is_none(),
        },
    }
}

fn missing(files: &Files) -> Vec<(String, String)> {
    let mut missing = Vec::new();
    for (&plugin, file) in files {
        let needs = needs(file.shape).into_iter();
        let absent =
            needs.filter(|it| it.kind != Kind::Optional && !files.contains_key(&it.plugin));
        missing.extend(absent.map(|it| (name(plugin), format!("p_{:02}", it.plugin))));
    }
    missing
}

/// The plugins that one needs, of those that are there.
pub(crate) fn needed(files: &Files, plugin: usize) -> Vec<Need> {
    let mut needs = needs(files[&plugin].shape);
    needs.retain(|it| files.contains_key(&it.plugin));
    needs
}

/// Again and again the first by name of those that need nothing more; `None` if there is a circle.
fn order(files: &Files) -> Option<Vec<usize>> {
    let mut order = Vec::new();
    while order.len() < files.len() {
        let is_ready = |plugin: &usize| {
            let mut needs = needed(files, *plugin).into_iter();
            !order.contains(plugin) && needs.all(|it| order.contains(&it.plugin))
        };
        order.push(files.keys().copied().find(is_ready)?);
    }
    Some(order)
}

/// What is new, and what needs something that is new or gone, however far.
fn made(files: &Files, loaded: &Generation) -> BTreeSet<usize> {
    let is_new =
        |plugin: &usize| loaded.get(plugin).map(|it| it.file) != files.get(plugin).copied();
    let mut moved: BTreeSet<usize> = files.keys().chain(loaded.keys()).copied().collect();
    moved.retain(is_new);
    loop {
        let is_touched = |plugin: &&usize| {
            let mut needs = needs(files[plugin].shape).into_iter();
            !moved.contains(plugin) && needs.any(|it| moved.contains(&it.plugin))
        };
        match files.keys().find(is_touched) {
            Some(&touched) => moved.insert(touched),
            None => break,
        };
    }
    moved.retain(|plugin| files.contains_key(plugin));
    moved
}

fn report(files: &Files, loaded: &Generation, made: &BTreeSet<usize>) -> String {
    let outcome = |plugin: usize| match (files.get(&plugin), loaded.get(&plugin)) {
        (None, _) => "removed",
        (Some(file), Some(old)) if old.file == *file && made.contains(&plugin) => "rewired",
        (Some(_), _) if made.contains(&plugin) => "ok",
        (Some(_), _) => "unchanged",
    };
    let plugins: BTreeSet<_> = files.keys().chain(loaded.keys()).copied().collect();
    let lines: BTreeMap<_, _> = plugins.iter().map(|&it| (name(it), outcome(it))).collect();
    if lines.is_empty() {
        return "no plugins".to_owned();
    }
    let lines: Vec<_> = lines
        .iter()
        .map(|(name, outcome)| format!("{name}: {outcome}"))
        .collect();
    lines.join(", ")
}

/// The hooks of a plugin that is made, in the order in which all plugins go through them.
pub(crate) const HOOKS: [&str; 5] = ["default", "reloadable", "imports", "on_load", "on_init"];

/// Every hook that runs when these are made.
pub(crate) fn hooks(made: &BTreeSet<usize>, order: &[usize]) -> Vec<(usize, &'static str)> {
    let mut hooks = Vec::new();
    for &plugin in made {
        hooks.extend([(plugin, "default"), (plugin, "reloadable")]);
    }
    for hook in ["imports", "on_load", "on_init"] {
        let in_order = order.iter().filter(|it| made.contains(it));
        hooks.extend(in_order.map(|&plugin| (plugin, hook)));
    }
    hooks
}

/// What has run when `victim` fails in `hook`, with what is undone then.
pub(crate) fn hooks_until(
    made: &BTreeSet<usize>,
    order: &[usize],
    victim: (usize, &'static str),
) -> Vec<(usize, &'static str)> {
    let mut run = hooks(made, order);
    let failed = run.iter().position(|it| *it == victim);
    run.truncate(failed.expect("the victim is one that is made") + 1);
    let is_created = |plugin: &usize| match victim {
        // Its value was never there.
        (victim, "default") => *plugin < victim,
        (victim, "reloadable") => *plugin <= victim,
        _ => true,
    };
    let by_name: Vec<_> = made.iter().copied().collect();
    let created = match victim.1 {
        "default" | "reloadable" => &by_name[..],
        _ => order,
    };
    let created = created.iter().rev().filter(|it| made.contains(it));
    let freed = created.filter(|it| is_created(it));
    run.extend(freed.map(|&plugin| (plugin, "on_free")));
    run
}
