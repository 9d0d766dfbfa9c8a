//! The last hook of plugins that only others' imports hold, when their swapper goes.
//!
//! A plugin that imports others lets go of them when its library is closed, and that may wait for threads of the
//! host that never come by again. `on_free` of what it imports is not to wait that long: a host that ends
//! counts on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::life::Life;
use crate::name;
use crate::plugin::Shared;
use crate::uses::Use;

/// Those whose `on_free` can run now, dependents first.
pub(super) fn due(lives: &[Arc<Life>]) -> Vec<Arc<Shared>> {
    let held = lives.iter().filter_map(|life| life.shared());
    let alive = held.filter(|shared| !shared.instance().is_freed());
    let (mut left, mut used): (Vec<_>, Vec<_>) = alive.partition(|it| is_only_imported(it));
    // Who is used by others uses what it imports, and so on down.
    while let Some(user) = used.pop() {
        let needed: Vec<_> = imports(&user).collect();
        let (used_too, others) = left
            .into_iter()
            .partition(|it| needed.contains(&folded(it)));
        used.extend::<Vec<_>>(used_too);
        left = others;
    }
    let mut order = Vec::new();
    while !left.is_empty() {
        let imported: BTreeSet<_> = left.iter().flat_map(|it| imports(it)).collect();
        let is_last = |shared: &Arc<Shared>| !imported.contains(&folded(shared));
        let (last, others): (Vec<_>, Vec<_>) = left.into_iter().partition(is_last);
        if last.is_empty() {
            // Versions of several generations may stand in a circle of names.
            order.extend(others);
            break;
        }
        order.extend(last);
        left = others;
    }
    order
}

fn is_only_imported(shared: &Shared) -> bool {
    let others = [
        Use::Generation,
        Use::Plugin,
        Use::Function,
        Use::Object,
        Use::Export,
    ];
    others
        .into_iter()
        .all(|kind| shared.uses().count(kind) == 0)
}

fn imports(shared: &Shared) -> impl Iterator<Item = String> {
    let imports = shared.instance().manifest().imports.iter();
    imports.map(|import| name::fold(&import.plugin))
}

fn folded(shared: &Shared) -> String {
    name::fold(shared.instance().name())
}
