//! Dependents: plugins with unchanged files that are re-created, because a plugin that they import has changed.

use std::collections::BTreeMap;

use super::Context;
use super::compare;
use super::graph::Graph;
use super::plan::{Fresh, Mismatch, Plan};
use crate::error::ReloadError;
use crate::import_error::ImportError;
use crate::name;
use crate::report::Outcome;

/// The plugins of the plan that must be re-created, by folded name, each with the name of the replaced plugin that it
/// imports.
fn touched(context: &Context<'_>, plan: &Plan, graph: &Graph) -> Vec<(String, String)> {
    // Plugins that are rewired already are re-created, not replaced.
    let is_new = |it: &&Fresh| plan.outcomes.get(&it.name) != Some(&Outcome::Rewired);
    let moved = plan.fresh.iter().filter(is_new);
    let moved = moved.map(|fresh| name::fold(&fresh.name));
    let was_there = |folded: &str| context.current.member(folded).is_some();
    let is_gone = |folded: &str| was_there(folded) && !graph.has(folded);
    graph.touched(moved, is_gone)
}

/// Those of them that cannot be re-created: they are not reloadable, or their files are gone.
pub(super) fn tied_down(context: &Context<'_>, plan: &Plan, graph: &Graph) -> Vec<Mismatch> {
    let touched = touched(context, plan, graph);
    let because = touched.iter().cloned().collect();
    let mut mismatches = Vec::new();
    for (folded, import) in &touched {
        let Some(member) = context.current.member(folded) else {
            continue;
        };
        let (plugin, import) = (member.plugin.name().to_owned(), import.clone());
        let problem = match plan.reason(folded) {
            _ if !member.plugin.is_reloadable() => ImportError::Stays { plugin, import },
            Some(reason) => ImportError::Kept {
                plugin,
                import,
                reason: reason.to_string(),
            },
            None => continue,
        };
        mismatches.push(Mismatch {
            at_fault: replaced(&because, folded),
            problem: ReloadError::Imports {
                problems: vec![problem],
            },
        });
    }
    mismatches
}

/// For each plugin that is re-created, the replaced plugin that it imports, by folded name.
pub(super) fn because(
    context: &Context<'_>,
    plan: &Plan,
    graph: &Graph,
) -> BTreeMap<String, String> {
    touched(context, plan, graph).into_iter().collect()
}

/// The replaced plugin because of which another one is re-created. There may be others between the two.
pub(super) fn replaced(because: &BTreeMap<String, String>, folded: &str) -> String {
    let mut needed = folded.to_owned();
    while let Some(import) = because.get(&needed) {
        needed = name::fold(import);
    }
    needed
}

/// Moves those plugins of the plan from the kept to the fresh ones.
///
/// # Errors
///
/// [`ReloadError::Refused`] if a file of theirs is not what it was.
pub(super) fn rewire(
    context: &Context<'_>,
    plan: &mut Plan,
    graph: &Graph,
    buffer: &mut Vec<u8>,
) -> Result<(), ReloadError> {
    let mut problems = Vec::new();
    for (folded, _) in touched(context, plan, graph) {
        let is_it = |plugin: &str| name::fold(plugin) == folded;
        let Some(place) = plan.kept.iter().position(|it| is_it(it.plugin.name())) else {
            continue;
        };
        let member = plan.kept.remove(place);
        let plugin = member.plugin.name();
        plan.outcomes.insert(plugin.to_owned(), Outcome::Rewired);
        match compare::again(context, &member, buffer) {
            Ok(fresh) => plan.fresh.push(fresh),
            Err(problem) => problems.push(problem),
        }
    }
    plan.fresh.sort_by_cached_key(|it| name::fold(&it.name));
    match problems.is_empty() {
        true => Ok(()),
        false => Err(ReloadError::Refused { problems }),
    }
}
