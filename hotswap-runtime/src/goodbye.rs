//! The last hook of plugins that only others' imports hold, when their swapper goes.
//!
//! A plugin that imports others lets go of them when its library is closed, and that may wait for threads of the
//! host that never come by again. `on_free` of what it imports is not to wait that long: a host that ends
//! counts on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::census::Census;
use crate::plugin::Shared;
use crate::reaper::{Ending, Reaper, Wake};
use crate::step::Step;
use crate::uses::Use;

/// A plugin that stays where it is, but for its last hook.
#[derive(Debug)]
struct Goodbye(Arc<Shared>);

impl Ending for Goodbye {
    fn step(&self) -> Step {
        Step::Free
    }

    fn advance(self: Box<Self>, _: &Wake) -> Option<Box<dyn Ending>> {
        self.0.instance().free();
        None
    }
}

/// Runs `on_free` of plugins that only others' imports hold. Whether there are any.
pub(crate) fn say(census: &Census, reaper: &Reaper) -> bool {
    let due = due(census);
    let is_any = !due.is_empty();
    due.into_iter()
        .for_each(|it| reaper.end(Box::new(Goodbye(it))));
    is_any
}

/// Those whose `on_free` can run now, dependents first.
fn due(census: &Census) -> Vec<Arc<Shared>> {
    let versions = census.versions();
    let held = versions.iter().filter_map(|version| version.shared());
    let held = held.filter(|shared| !shared.instance().is_freed());
    let (mut left, used): (Vec<_>, Vec<_>) = held.partition(|it| is_only_imported(it));
    // What is used needs its imports, and they theirs. So does what is in its last hooks.
    let ending = versions.iter().map(|version| version.life());
    let ending = ending.filter(|life| !life.hooks().running().is_empty());
    let used = used.iter().map(|it| it.instance().life());
    let mut users: Vec<_> = ending.chain(used).map(Arc::clone).collect();
    while let Some(user) = users.pop() {
        let needed = left.extract_if(.., |it| user.needs().contains(&address(it)));
        users.extend(needed.map(|it| Arc::clone(it.instance().life())));
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

fn is_only_imported(shared: &Shared) -> bool {
    let others = [
        Use::Generation,
        Use::Plugin,
        Use::Function,
        Use::Object,
        Use::Future,
        Use::Waker,
        Use::Export,
    ];
    let uses = shared.uses();
    others.into_iter().all(|kind| uses.count(kind) == 0)
}

/// By which those that need it know it.
fn address(shared: &Arc<Shared>) -> usize {
    Arc::as_ptr(shared).addr()
}
