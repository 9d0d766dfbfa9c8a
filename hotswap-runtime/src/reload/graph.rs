//! The import graph, built before any plugin code runs.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use hotswap::error::suggest;
use hotswap::manifest::{ImportInfo, Manifest};
use hotswap::shape::Sides;

use crate::error::ReloadError;
use crate::import_error::ImportError;
use crate::name;

/// The plugins of a generation, and what each needs.
pub(super) struct Graph {
    /// In the order of their folded names.
    nodes: Vec<Node>,
    /// Their places in `nodes`, each after those that it needs; names break ties.
    order: Vec<usize>,
}

struct Node {
    folded: String,
    name: String,
    /// The plugins that it names, whether they are there or not.
    imports: Vec<String>,
    /// The places of those that are there.
    needs: BTreeSet<usize>,
}

impl Graph {
    /// Resolves what the plugins need.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Imports`] with all that does not fit.
    pub(super) fn new<'a>(
        plugins: impl IntoIterator<Item = (&'a str, &'a Manifest)>,
    ) -> Result<Self, ReloadError> {
        let plugins = plugins.into_iter();
        let mut plugins: Vec<_> = plugins.map(|it| (name::fold(it.0), it)).collect();
        plugins.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut problems = Vec::new();
        let needs = plugins.iter().map(|(_, (name, manifest))| {
            let imports = manifest.imports.iter();
            let found = imports.filter_map(|import| {
                let folded = name::fold(&import.plugin);
                match plugins.binary_search_by(|(it, _)| it.cmp(&folded)) {
                    Ok(place) => {
                        problems.extend(mismatch(name, import, plugins[place].1.1));
                        return Some(place);
                    }
                    Err(_) if import.optional => {}
                    Err(_) => {
                        let known = plugins.iter().map(|(folded, _)| folded);
                        problems.push(missing(name, import, known));
                    }
                }
                None
            });
            found.collect()
        });
        let needs: Vec<_> = needs.collect();
        let nodes = plugins.into_iter().zip(needs);
        let nodes = nodes.map(|((folded, (name, manifest)), needs)| Node {
            folded,
            name: name.to_owned(),
            imports: manifest
                .imports
                .iter()
                .map(|it| it.plugin.clone())
                .collect(),
            needs,
        });
        let nodes: Vec<_> = nodes.collect();
        let order = order(&nodes);
        let graph = Self { nodes, order };
        if graph.order.len() < graph.nodes.len() {
            problems.extend(graph.cycles());
        }
        match problems.is_empty() {
            true => Ok(graph),
            false => Err(ReloadError::Imports { problems }),
        }
    }

    /// The folded names, each after those that it needs; names break ties.
    pub(super) fn order(&self) -> impl Iterator<Item = &str> {
        let nodes = self.order.iter().map(|&place| &self.nodes[place]);
        nodes.map(|node| node.folded.as_str())
    }

    /// The plugins that import one of `moved`, directly or through others, each with the one that it imports. They must be
    /// re-created. `is_gone` says whether a plugin was removed.
    pub(super) fn touched(
        &self,
        moved: impl IntoIterator<Item = String>,
        is_gone: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let mut moved: BTreeSet<String> = moved.into_iter().collect();
        let mut touched = Vec::new();
        for node in self.order.iter().map(|&place| &self.nodes[place]) {
            let because = node.imports.iter().find(|plugin| {
                let needed = name::fold(plugin);
                moved.contains(&needed) || is_gone(&needed)
            });
            if let Some(because) = because
                && moved.insert(node.folded.clone())
            {
                touched.push((node.folded.clone(), because.clone()));
            }
        }
        touched
    }

    pub(super) fn has(&self, folded: &str) -> bool {
        self.find(folded).is_some()
    }

    /// The folded names of the plugins that `folded` needs.
    pub(super) fn needs(&self, folded: &str) -> impl Iterator<Item = &str> {
        let needs = self.find(folded).into_iter().flat_map(|it| &it.needs);
        needs.map(|&place| self.nodes[place].folded.as_str())
    }

    fn find(&self, folded: &str) -> Option<&Node> {
        let place = self
            .nodes
            .binary_search_by(|node| node.folded.as_str().cmp(folded));
        Some(&self.nodes[place.ok()?])
    }

    /// All circles, each by the plugin in it that comes first in the order of names; of those that share one, the first
    /// that is met.
    fn cycles(&self) -> Vec<ImportError> {
        let mut done = vec![false; self.nodes.len()];
        let mut cycles = Vec::new();
        for start in 0..self.nodes.len() {
            while let Some(circle) = self.walk(start, &mut done) {
                circle.iter().for_each(|&place| done[place] = true);
                let names = circle.iter().map(|&place| self.nodes[place].name.clone());
                cycles.push(ImportError::Cycle {
                    path: names.collect(),
                });
            }
        }
        cycles
    }

    /// Goes down from `start` without recursion: a chain may be as long as there are plugins.
    fn walk(&self, start: usize, done: &mut [bool]) -> Option<Vec<usize>> {
        let mut path = Vec::new();
        let mut stack = vec![Visit::Enter(start)];
        while let Some(visit) = stack.pop() {
            let place = match visit {
                Visit::Leave(place) => {
                    done[place] = true;
                    path.pop();
                    continue;
                }
                Visit::Enter(place) if done[place] => continue,
                Visit::Enter(place) => place,
            };
            if let Some(first) = path.iter().position(|&it| it == place) {
                let mut circle = path.split_off(first);
                circle.push(place);
                return Some(circle);
            }
            stack.push(Visit::Leave(place));
            stack.extend(self.nodes[place].needs.iter().copied().map(Visit::Enter));
            path.push(place);
        }
        None
    }
}

/// The places of the nodes, each after those that it needs; those in a circle, and what needs them, are left out.
fn order(nodes: &[Node]) -> Vec<usize> {
    let mut waits_for: Vec<_> = nodes.iter().map(|node| node.needs.len()).collect();
    let mut needed_by = vec![Vec::new(); nodes.len()];
    for (place, node) in nodes.iter().enumerate() {
        node.needs.iter().for_each(|&it| needed_by[it].push(place));
    }
    let is_ready = |&place: &usize| nodes[place].needs.is_empty();
    // The least place first.
    let mut ready: BinaryHeap<_> = (0..nodes.len()).filter(is_ready).map(Reverse).collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(Reverse(next)) = ready.pop() {
        order.push(next);
        for &dependent in &needed_by[next] {
            waits_for[dependent] -= 1;
            if waits_for[dependent] == 0 {
                ready.push(Reverse(dependent));
            }
        }
    }
    order
}

enum Visit {
    Enter(usize),
    Leave(usize),
}

fn missing<'a>(
    plugin: &str,
    import: &ImportInfo,
    known: impl Iterator<Item = &'a String>,
) -> ImportError {
    ImportError::Missing {
        plugin: plugin.to_owned(),
        field: import.field.clone(),
        import: import.plugin.clone(),
        suggestion: suggest(&name::fold(&import.plugin), known.map(String::as_str))
            .map(str::to_owned),
        order_only: import.interface.is_none(),
    }
}

/// What is wrong with what `exporter` offers to `plugin`.
fn mismatch(plugin: &str, import: &ImportInfo, exporter: &Manifest) -> Option<ImportError> {
    let needed = import.interface.as_ref()?;
    let Some(offered) = &exporter.exports else {
        return Some(ImportError::NoExport {
            plugin: plugin.to_owned(),
            field: import.field.clone(),
            import: import.plugin.clone(),
            interface: needed.description.to_string(),
        });
    };
    if needed.fingerprint == offered.fingerprint {
        return None;
    }
    let sides = Sides::named(plugin, &import.plugin);
    let difference = needed
        .description
        .first_difference_between(&offered.description, sides);
    Some(ImportError::Mismatch {
        plugin: plugin.to_owned(),
        field: import.field.clone(),
        import: import.plugin.clone(),
        expected: needed.description.to_string(),
        found: offered.description.to_string(),
        difference: difference.unwrap_or_else(|| "no details available".to_owned()),
    })
}

#[cfg(test)]
mod tests;
