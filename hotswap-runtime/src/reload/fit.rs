//! Finds a set of plugins that fit together, by refusing those that do not, one by one.
//!
//! Each step replaces a new version by the one that serves, or leaves out a plugin that was not there. So there is an
//! end: the plugins that serve fit together.

use std::collections::BTreeMap;

use hotswap::manifest::ItemKind;

use super::Context;
use super::graph::Graph;
use super::plan::{Mismatch, Plan};
use super::rewire;
use crate::error::ReloadError;
use crate::import_error::ImportError;
use crate::name;
use crate::on_refused::OnRefused;

/// Makes the plugins of a plan fit together, or finds out why they do not.
///
/// # Errors
///
/// [`ReloadError::Imports`] with all that does not fit, unless the host keeps or leaves out such plugins.
pub(super) fn fit(context: &Context<'_>, plan: &mut Plan) -> Result<Graph, ReloadError> {
    loop {
        let mut mismatches = match plan.graph() {
            Ok(graph) => match mismatches_in(context, plan, &graph) {
                mismatches if mismatches.is_empty() => return Ok(graph),
                mismatches => mismatches,
            },
            Err(ReloadError::Imports { problems }) => {
                let problems = problems.into_iter().map(|it| plan.left_out(context, it));
                problems.map(|it| plan.mismatch(it)).collect()
            }
            Err(other) => return Err(other),
        };
        let given_up = match context.settings.on_refused {
            OnRefused::Fail => None,
            OnRefused::KeepOld => mismatches
                .iter()
                .position(|it| plan.can_give_up(context, &it.at_fault)),
        };
        let Some(place) = given_up else {
            return Err(all_of(mismatches));
        };
        let Mismatch { problem, at_fault } = mismatches.swap_remove(place);
        plan.give_up(context, &at_fault, problem);
    }
}

/// One error for all mismatches.
fn all_of(mismatches: Vec<Mismatch>) -> ReloadError {
    let mut all = Vec::new();
    for mismatch in mismatches {
        match mismatch.problem {
            ReloadError::Imports { problems } => all.extend(problems),
            other => return other,
        }
    }
    ReloadError::Imports { problems: all }
}

/// What is wrong though each plugin has what it needs.
fn mismatches_in(context: &Context<'_>, plan: &Plan, graph: &Graph) -> Vec<Mismatch> {
    let tied_down = rewire::tied_down(context, plan, graph);
    match context.settings.on_refused {
        OnRefused::KeepOld if tied_down.is_empty() => duplicates(plan),
        // Elsewhere the vault finds them.
        _ => tied_down,
    }
}

/// Names that must be given once in all plugins, and are given by two.
fn duplicates(plan: &Plan) -> Vec<Mismatch> {
    let mut owners = BTreeMap::new();
    let mut mismatches = Vec::new();
    for (plugin, manifest) in plan.manifests() {
        let shared = manifest.items.iter();
        for item in shared.filter(|it| it.kind != ItemKind::PluginFn) {
            let Some(first) = owners.insert((item.kind, &item.name), plugin) else {
                continue;
            };
            let at_fault = match plan.is_fresh(&name::fold(plugin)) {
                true => plugin,
                false => first,
            };
            mismatches.push(Mismatch {
                problem: ReloadError::duplicate(item.kind, &item.name, first, plugin),
                at_fault: name::fold(at_fault),
            });
        }
    }
    mismatches
}

impl Plan {
    /// Names the reason, where a plugin that is needed is not there because it was left out.
    fn left_out(&self, context: &Context<'_>, problem: ImportError) -> ImportError {
        let ImportError::Missing { plugin, import, .. } = &problem else {
            return problem;
        };
        let folded = name::fold(import);
        match self.reason(&folded) {
            Some(reason) if context.current.member(&folded).is_none() => ImportError::LeftOut {
                plugin: plugin.clone(),
                import: import.clone(),
                reason: reason.to_string(),
            },
            _ => problem,
        }
    }

    /// The plugin whose change is given up: the importing plugin if it is new, otherwise the imported one.
    pub(super) fn mismatch(&self, problem: ImportError) -> Mismatch {
        let at_fault = match &problem {
            ImportError::Missing { plugin, import, .. }
            | ImportError::LeftOut { plugin, import, .. }
            | ImportError::NoExport { plugin, import, .. }
            | ImportError::Mismatch { plugin, import, .. }
            | ImportError::NotReloadable { plugin, import }
            | ImportError::Stays { plugin, import }
            | ImportError::Kept { plugin, import, .. } => {
                match self.is_fresh(&name::fold(plugin)) {
                    true => name::fold(plugin),
                    false => name::fold(import),
                }
            }
            ImportError::Cycle { path } => {
                let mut names = path.iter().map(|it| name::fold(it));
                names.find(|it| self.is_fresh(it)).unwrap_or_default()
            }
        };
        Mismatch {
            problem: ReloadError::Imports {
                problems: vec![problem],
            },
            at_fault,
        }
    }
}
