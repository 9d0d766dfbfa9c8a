//! Which plugin needs which, found out before any code of them runs.

use std::collections::{BTreeMap, BTreeSet};

use hotswap::error::suggest;
use hotswap::manifest::{ImportInfo, Manifest};
use hotswap::shape::Sides;

use crate::error::ReloadError;
use crate::link_error::LinkError;
use crate::name;

/// The plugins of a generation by folded name, and what each needs.
pub(super) struct Graph {
    nodes: BTreeMap<String, Node>,
}

struct Node {
    name: String,
    /// The plugins that it names, whether they are there or not.
    imports: Vec<String>,
    /// The folded names of those that are there.
    needs: BTreeSet<String>,
}

impl Graph {
    /// Resolves what the plugins need.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Unlinked`] with all that does not fit.
    pub(super) fn new<'a>(
        plugins: impl IntoIterator<Item = (&'a str, &'a Manifest)>,
    ) -> Result<Self, ReloadError> {
        let plugins: Vec<_> = plugins.into_iter().collect();
        let by_name: BTreeMap<_, _> = plugins
            .iter()
            .map(|&(name, manifest)| (name::fold(name), manifest))
            .collect();
        let mut problems = Vec::new();
        let mut nodes = BTreeMap::new();
        for (name, manifest) in plugins {
            let mut needs = BTreeSet::new();
            for import in &manifest.imports {
                let folded = name::fold(&import.plugin);
                match by_name.get(&folded) {
                    Some(exporter) => {
                        problems.extend(misfit(name, import, exporter));
                        needs.insert(folded);
                    }
                    None if import.optional => {}
                    None => problems.push(missing(name, import, by_name.keys())),
                }
            }
            let imports = manifest.imports.iter();
            let node = Node {
                name: name.to_owned(),
                imports: imports.map(|import| import.plugin.clone()).collect(),
                needs,
            };
            nodes.insert(name::fold(name), node);
        }
        let graph = Self { nodes };
        problems.extend(graph.cycle());
        match problems.is_empty() {
            true => Ok(graph),
            false => Err(ReloadError::Unlinked { problems }),
        }
    }

    /// The folded names, each after those that it needs; names break ties.
    pub(super) fn order(&self) -> Vec<String> {
        let mut waits_for: BTreeMap<&str, usize> = BTreeMap::new();
        let mut needed_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut ready = BTreeSet::new();
        for (folded, node) in &self.nodes {
            waits_for.insert(folded, node.needs.len());
            for needed in &node.needs {
                needed_by.entry(needed).or_default().push(folded);
            }
            if node.needs.is_empty() {
                ready.insert(folded.as_str());
            }
        }
        let mut order = Vec::new();
        while let Some(next) = ready.pop_first() {
            order.push(next.to_owned());
            for &dependent in needed_by.get(next).into_iter().flatten() {
                let left = waits_for.entry(dependent).or_default();
                *left -= 1;
                if *left == 0 {
                    ready.insert(dependent);
                }
            }
        }
        order
    }

    /// Those of `stay` that need one of `moved`, however far, each with the one that it needs: they must be made
    /// anew. `is_gone` says of a plugin that was there before.
    pub(super) fn touched(
        &self,
        moved: impl IntoIterator<Item = String>,
        is_gone: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let mut moved: BTreeSet<String> = moved.into_iter().collect();
        let mut touched = Vec::new();
        for folded in self.order() {
            if moved.contains(&folded) {
                continue;
            }
            let node = &self.nodes[&folded];
            let because = node.imports.iter().find(|plugin| {
                let needed = name::fold(plugin);
                moved.contains(&needed) || is_gone(&needed)
            });
            if let Some(because) = because {
                moved.insert(folded.clone());
                touched.push((folded, because.clone()));
            }
        }
        touched
    }

    pub(super) fn has(&self, folded: &str) -> bool {
        self.nodes.contains_key(folded)
    }

    /// The folded names of the plugins that `folded` needs.
    pub(super) fn needs(&self, folded: &str) -> impl Iterator<Item = &str> {
        let needs = self.nodes.get(folded).into_iter().flat_map(|it| &it.needs);
        needs.map(String::as_str)
    }

    /// A circle, if there is one: the first that is met in the order of names.
    fn cycle(&self) -> Option<LinkError> {
        let mut done = BTreeSet::new();
        for start in self.nodes.keys() {
            let mut path = Vec::new();
            if let Some(circle) = self.walk(start, &mut path, &mut done) {
                let names = circle.iter().map(|it| self.nodes[it].name.clone());
                return Some(LinkError::Cycle {
                    path: names.collect(),
                });
            }
        }
        None
    }

    /// Goes down from `start` without recursion: a chain may be as long as there are plugins.
    fn walk(
        &self,
        start: &str,
        path: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        let mut stack = vec![Visit::Enter(start.to_owned())];
        while let Some(visit) = stack.pop() {
            let folded = match visit {
                Visit::Leave => {
                    done.extend(path.pop());
                    continue;
                }
                Visit::Enter(folded) if done.contains(&folded) => continue,
                Visit::Enter(folded) => folded,
            };
            if let Some(first) = path.iter().position(|it| *it == folded) {
                let mut circle = path[first..].to_vec();
                circle.push(folded);
                return Some(circle);
            }
            stack.push(Visit::Leave);
            let needs = self.needs(&folded).map(str::to_owned);
            stack.extend(needs.map(Visit::Enter));
            path.push(folded);
        }
        None
    }
}

enum Visit {
    Enter(String),
    Leave,
}

fn missing<'a>(
    plugin: &str,
    import: &ImportInfo,
    known: impl Iterator<Item = &'a String>,
) -> LinkError {
    LinkError::Missing {
        plugin: plugin.to_owned(),
        field: import.field.clone(),
        import: import.plugin.clone(),
        suggestion: suggest(&name::fold(&import.plugin), known.map(String::as_str))
            .map(str::to_owned),
        order_only: import.interface.is_none(),
    }
}

/// What is wrong with what `exporter` offers to `plugin`.
fn misfit(plugin: &str, import: &ImportInfo, exporter: &Manifest) -> Option<LinkError> {
    let needed = import.interface.as_ref()?;
    let Some(offered) = &exporter.exports else {
        return Some(LinkError::NoExport {
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
    Some(LinkError::Mismatch {
        plugin: plugin.to_owned(),
        field: import.field.clone(),
        import: import.plugin.clone(),
        expected: needed.description.to_string(),
        found: offered.description.to_string(),
        difference: difference.unwrap_or_else(|| "they do not say in what".to_owned()),
    })
}

#[cfg(test)]
mod tests;
