//! What `stats` say of the versions of plugins, and waiting for it.

use hotswap_runtime::stats::Phase;
use hotswap_runtime::{Stats, Swapper, safe_point};
use test_kit::wait_for;

/// The versions that do not serve, a line each.
pub(crate) fn old_versions(stats: &Stats) -> String {
    let old = stats.versions.iter();
    let old = old.filter(|version| version.phase != Phase::Serving);
    let old: Vec<_> = old.map(|version| version.to_string()).collect();
    old.join("\n")
}

/// Waits for stats, passing safe points: this thread may have called plugins.
#[track_caller]
pub(crate) fn wait_for_stats(swapper: &Swapper, is_so: impl Fn(&Stats) -> bool) {
    wait_for(|| {
        safe_point();
        let stats = swapper.stats();
        is_so(&stats).then_some(()).ok_or(stats)
    });
}
