//! The last hooks of plugins that only imports of other plugins hold, when their swapper is dropped.
//!
//! A plugin drops its imports when its library is closed. That may wait for threads of the host that never pass a safe
//! point again. `on_free` of the imported plugins must not wait that long: a host that shuts down relies on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::failpoints::Step;
use crate::plugin::PluginInner;
use crate::reaper::{Ending, Reaper, Wake};
use crate::registry::Registry;
use crate::uses::Use;

/// A plugin that stays loaded, but runs its last hook.
#[derive(Debug)]
struct LastHook(Arc<PluginInner>);

impl Ending for LastHook {
    fn step(&self) -> Step {
        Step::Free
    }

    fn advance(self: Box<Self>, _: &Wake) -> Option<Box<dyn Ending>> {
        self.0.instance().free();
        None
    }
}

/// Runs `on_free` of plugins that only imports of others hold. Returns whether there were any.
pub(crate) fn run(registry: &Registry, reaper: &Reaper) -> bool {
    let due = due(registry);
    let is_any = !due.is_empty();
    due.into_iter()
        .for_each(|it| reaper.end(Box::new(LastHook(it))));
    is_any
}

/// Those whose `on_free` can run now, dependents first.
fn due(registry: &Registry) -> Vec<Arc<PluginInner>> {
    let versions = registry.versions();
    let held = versions.iter().filter_map(|version| version.inner());
    let held = held.filter(|inner| !inner.instance().is_freed());
    let (mut left, used): (Vec<_>, Vec<_>) = held.partition(|it| is_only_imported(it));
    // What is used needs its imports, and they theirs. So does what is in its last hooks.
    let ending = versions.iter().map(|version| version.info());
    let ending = ending.filter(|info| !info.hooks().running().is_empty());
    let used = used.iter().map(|it| it.instance().version_info());
    let mut users: Vec<_> = ending.chain(used).map(Arc::clone).collect();
    while let Some(user) = users.pop() {
        let needed = left.extract_if(.., |it| user.needs().contains(&address(it)));
        users.extend(needed.map(|it| Arc::clone(it.instance().version_info())));
    }
    let mut order = Vec::new();
    while !left.is_empty() {
        let needed = left.iter().flat_map(|it| it.instance().needs());
        let needed: BTreeSet<_> = needed.copied().collect();
        // There always is one: a graph with a circle in it is refused.
        order.extend(left.extract_if(.., |it| !needed.contains(&address(it))));
    }
    order
}

fn is_only_imported(inner: &PluginInner) -> bool {
    let others = [
        Use::Generation,
        Use::Plugin,
        Use::Function,
        Use::Object,
        Use::Future,
        Use::Waker,
        Use::Export,
    ];
    let uses = inner.uses();
    others.into_iter().all(|kind| uses.count(kind) == 0)
}

/// By which those that need it know it.
fn address(inner: &Arc<PluginInner>) -> usize {
    Arc::as_ptr(inner).addr()
}
