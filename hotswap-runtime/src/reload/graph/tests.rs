//! Random graphs of made-up manifests.

use std::collections::BTreeSet;

use hotswap::imports::Import;
use hotswap::manifest::{Manifest, PluginRecord};
use hotswap::shape::Shape;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// What each plugin needs: plugins by number, whether they are there or not.
type Needs = Vec<Vec<usize>>;

/// Numbers of plugins.
type Numbers = BTreeSet<usize>;

/// In an order that has nothing to do with numbers.
fn name(plugin: usize) -> String {
    format!("P-{:03}_{plugin}", plugin * 79 % 101)
}

fn folded(plugin: usize) -> String {
    name::fold(&name(plugin))
}

fn number(name: &str) -> usize {
    let (_, number) = name.rsplit_once('_').expect("each name ends with a number");
    number.parse().expect("it is one")
}

/// A manifest that has an import and an export.
fn template() -> Manifest {
    const RECORD: PluginRecord = PluginRecord {
        name: "made_up",
        version: "1.0.0",
        panic: "unwind",
        root: "hotswap2_root_made_up",
        exports: Some(u8::TYPE),
        imports: &[Import {
            field: "field",
            plugin: "plugin",
            interface: Some(u8::TYPE),
            optional: true,
        }],
    };
    const ENCODED: [u8; RECORD.encoded_len()] = RECORD.encode();
    Manifest::read(&ENCODED).expect("it was just made")
}

/// Manifests whose imports are all optional.
fn manifests(needs: &Needs) -> Vec<Manifest> {
    let template = template();
    let import = |plugin: &usize| {
        let mut import = template.imports[0].clone();
        import.plugin = name(*plugin);
        import
    };
    let manifest = |needs: &Vec<usize>| {
        let mut manifest = template.clone();
        manifest.imports = needs.iter().map(import).collect();
        manifest
    };
    needs.iter().map(manifest).collect()
}

fn graph(needs: &Needs) -> Result<Graph, ReloadError> {
    let (names, manifests): (Vec<_>, _) = ((0..needs.len()).map(name).collect(), manifests(needs));
    Graph::new(names.iter().map(String::as_str).zip(&manifests))
}

fn problems(result: Result<Graph, ReloadError>) -> Vec<ImportError> {
    match result {
        Err(ReloadError::Imports { problems }) => problems,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it should not fit together"),
    }
}

#[test]
fn an_export_that_is_missing_is_named_as_it_should_be_written() {
    let [mut exporter, importer] = manifests(&vec![vec![], vec![0]]).try_into().unwrap();
    exporter.exports = None;
    let interface = importer.imports[0].interface.clone().unwrap();
    let plugins = [(&*name(0), &exporter), (&*name(1), &importer)];
    let problems = problems(Graph::new(plugins));
    let expected = format!("write `exports = {}` in", interface.description);
    assert!(problems[0].to_string().contains(&expected), "{problems:?}");
}

/// Again and again the first by name that needs nothing more: so there is one order and no other.
fn naive_order(needs: &Needs) -> Vec<usize> {
    let mut by_name: Vec<_> = (0..needs.len()).collect();
    by_name.sort_by_key(|it| folded(*it));
    let mut order = Vec::new();
    let is_there = |plugin: &usize| *plugin < needs.len();
    while let Some(&next) = by_name.iter().find(|plugin| {
        let mut needed = needs[**plugin].iter().filter(|it| is_there(it));
        !order.contains(*plugin) && needed.all(|it| order.contains(it))
    }) {
        order.push(next);
    }
    order
}

/// Up to sixty plugins; each needs some of those before it, and some that are not there.
fn without_circles() -> impl Strategy<Value = Needs> {
    let some = vec((any::<prop::sample::Index>(), 0..10u8), 0..5);
    vec(some, 0..60).prop_map(|choices| {
        let absent = choices.len() + 1;
        let pick = |plugin: usize, (index, luck): &(prop::sample::Index, u8)| match (plugin, luck) {
            (0, _) | (_, 0) => absent,
            (plugin, _) => index.index(plugin),
        };
        let choices = choices.into_iter().enumerate();
        let needs = choices.map(|(plugin, some)| some.iter().map(|it| pick(plugin, it)).collect());
        needs.collect()
    })
}

/// Up to sixty plugins, each of which needs whichever.
fn anything() -> impl Strategy<Value = Needs> {
    (1..60usize).prop_flat_map(|count| vec(vec(0..count, 0..3), count))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_is_the_only_one_that_there_is(needs in without_circles()) {
        let graph = graph(&needs).unwrap();
        let order: Vec<_> = graph.order().map(number).collect();
        prop_assert_eq!(order, naive_order(&needs));
    }

    #[test]
    fn circles_are_found_if_there_are_any_and_their_paths_are_real(needs in anything()) {
        let result = graph(&needs);
        if naive_order(&needs).len() == needs.len() {
            prop_assert!(result.is_ok());
            return Ok(());
        }
        let problems = problems(result);
        prop_assert!(!problems.is_empty());
        let mut told = Numbers::new();
        for problem in problems {
            let ImportError::Cycle { path } = problem else {
                panic!("{problem:?}");
            };
            let path: Vec<_> = path.iter().map(|it| number(it)).collect();
            for step in path.windows(2) {
                prop_assert!(needs[step[0]].contains(&step[1]), "{:?}", path);
            }
            prop_assert_eq!(path.first(), path.last());
            let names: Numbers = path.iter().copied().collect();
            prop_assert_eq!(names.len(), path.len() - 1);
            // Each plugin is in one of them at most.
            prop_assert!(told.is_disjoint(&names));
            told.extend(names);
        }
        // Without those that were told there is no circle.
        let rest = needs.iter().enumerate().map(|(plugin, needs)| {
            let needs = needs.iter().copied();
            let is_left = |it: &usize| !told.contains(it) && !told.contains(&plugin);
            needs.filter(is_left).collect::<Vec<_>>()
        });
        let rest: Needs = rest.map(|it| it.into_iter().collect()).collect();
        prop_assert_eq!(naive_order(&rest).len(), rest.len());
    }

    #[test]
    fn touched_are_exactly_those_that_need_what_has_moved(
        needs in without_circles(),
        moved in vec(0..60usize, 0..6),
        is_gone in any::<bool>(),
    ) {
        let moved: Numbers = moved.into_iter().filter(|it| *it < needs.len()).collect();
        // The one that some need, and that is not there, was there before.
        let gone = needs.len() + 1;
        let touched = graph(&needs).unwrap().touched(
            moved.iter().map(|it| folded(*it)),
            |it| is_gone && number(it) == gone,
        );
        let mut all = moved.clone();
        all.extend(is_gone.then_some(gone));
        let sources = all.clone();
        // Those before are before: once through is enough.
        for (plugin, needs) in needs.iter().enumerate() {
            if needs.iter().any(|it| all.contains(it)) {
                all.insert(plugin);
            }
        }
        let found: Numbers = touched.iter().map(|(plugin, _)| number(plugin)).collect();
        prop_assert_eq!(found.len(), touched.len());
        let expected: Numbers = all.difference(&sources).copied().collect();
        prop_assert_eq!(found, expected);
        for (plugin, because) in touched {
            let because = number(&because);
            prop_assert!(needs[number(&plugin)].contains(&because) && all.contains(&because));
        }
    }
}

#[test]
fn a_chain_of_thousands_is_walked_without_recursion() {
    let chain: Needs = (0..5_000usize)
        .map(|it| it.checked_sub(1).into_iter().collect())
        .collect();
    let graph = graph(&chain).unwrap();
    let order: Vec<_> = graph.order().map(number).collect();
    assert_eq!(order, (0..5_000).collect::<Vec<_>>());
}

#[test]
fn who_needs_itself_is_a_circle() {
    let problems = problems(graph(&vec![vec![0]]));
    let text = problems[0].to_string();
    assert!(text.contains("P-000_0 -> P-000_0;"), "{text}");
}
