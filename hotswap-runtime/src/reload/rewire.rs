//! Plugins whose own files have not changed, and who are made anew all the same: what they need has.

use super::Context;
use super::compare::{self, Plan};
use super::graph::Graph;
use crate::error::ReloadError;
use crate::link_error::LinkError;
use crate::name;
use crate::report::Outcome;

/// Moves those plugins of the plan from the kept to the fresh ones.
///
/// # Errors
///
/// [`ReloadError::Unlinked`] if one of them must stay; [`ReloadError::Refused`] if a file of theirs is not what
/// it was.
pub(super) fn rewire(
    context: &Context<'_>,
    plan: &mut Plan,
    graph: &Graph,
    buffer: &mut Vec<u8>,
) -> Result<(), ReloadError> {
    let moved = plan.fresh.iter().map(|fresh| name::fold(&fresh.name));
    let was_there = |folded: &str| context.current.member(folded).is_some();
    let is_gone = |folded: &str| was_there(folded) && !graph.has(folded);
    let touched = graph.touched(moved, is_gone);
    let (mut unlinked, mut refused) = (Vec::new(), Vec::new());
    for (folded, because) in touched {
        let is_it = |plugin: &str| name::fold(plugin) == folded;
        let Some(place) = plan.kept.iter().position(|it| is_it(it.plugin.name())) else {
            continue;
        };
        let member = plan.kept.remove(place);
        let plugin = member.plugin.name();
        if !member.plugin.is_reloadable() {
            unlinked.push(LinkError::Stays {
                plugin: plugin.to_owned(),
                import: because,
            });
            continue;
        }
        plan.outcomes.insert(plugin.to_owned(), Outcome::Rewired);
        match compare::again(context, &member, buffer) {
            Ok(fresh) => plan.fresh.push(fresh),
            Err(problem) => refused.push(problem),
        }
    }
    plan.fresh.sort_by_cached_key(|it| name::fold(&it.name));
    match (unlinked.is_empty(), refused.is_empty()) {
        (true, true) => Ok(()),
        (false, _) => Err(ReloadError::Unlinked { problems: unlinked }),
        (true, false) => Err(ReloadError::Refused { problems: refused }),
    }
}
