//! A host of one plugin, which it reloads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hotswap::prelude::*;
use hotswap_runtime::stats::Phase;
use hotswap_runtime::{LoadedPlugin, Stats, Swapper, SwapperBuilder, safe_point};
use test_kit::{Plugin, PluginDir};

use crate::stats::{old_versions, wait_for_stats};

/// What the host gives to tasks of plugins, to see when they begin and when they end.
#[hotswap::interface]
pub(crate) trait Token {
    fn touch(&self);
}

/// The same for plugins.
pub(crate) const TOKEN: &str = "
    #[hotswap::interface]
    pub trait Token {
        fn touch(&self);
    }
";

/// A host of the plugin `world`.
pub(crate) struct Host {
    plugins: PluginDir,
    version: fn(u32) -> Plugin,
    pub(crate) swapper: Swapper,
}

impl Host {
    /// Serves version 1.
    pub(crate) fn of(version: fn(u32) -> Plugin) -> Self {
        Self::with(version, |builder| builder)
    }

    /// The same with other settings.
    pub(crate) fn with(
        version: fn(u32) -> Plugin,
        set: impl FnOnce(SwapperBuilder) -> SwapperBuilder,
    ) -> Self {
        let plugins = PluginDir::new();
        plugins.add(&version(1));
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = set(builder).build().expect("the settings are fine");
        swapper.load(&LiveData::none()).expect("version 1 is fine");
        Self {
            plugins,
            version,
            swapper,
        }
    }

    /// Puts another version into the directory.
    pub(crate) fn publish(&self, version: u32) {
        self.plugins.add(&(self.version)(version));
    }

    /// Serves another version.
    pub(crate) fn reload(&self, version: u32) {
        self.publish(version);
        let report = self.swapper.reload(&LiveData::none());
        assert!(report.expect("it is fine").has_changes());
    }

    pub(crate) fn plugin(&self) -> LoadedPlugin {
        self.swapper.current().plugin("world").unwrap().clone()
    }

    /// Waits until stats say that of the versions that do not serve.
    #[track_caller]
    pub(crate) fn old_versions_are(&self, is_so: impl Fn(&str) -> bool) {
        wait_for_stats(&self.swapper, |stats| is_so(&old_versions(stats)));
    }

    /// Waits until stats say that of the version that serves.
    #[track_caller]
    pub(crate) fn serves(&self, is_so: impl Fn(&str) -> bool) {
        wait_for_stats(&self.swapper, |stats| {
            let mut serving = stats.versions.iter();
            serving.any(|it| it.phase == Phase::Serving && is_so(&it.to_string()))
        });
    }

    /// Waits until every version that was replaced is unmapped.
    #[track_caller]
    pub(crate) fn all_gone(&self) {
        wait_for_stats(&self.swapper, is_all_gone);
    }
}

/// Whether only versions that serve are mapped.
pub(crate) fn is_all_gone(stats: &Stats) -> bool {
    stats.kept_mapped == 0
        && stats.unloaded + stats.versions.len() as u64 == stats.opened
        && stats
            .versions
            .iter()
            .all(|version| version.phase == Phase::Serving)
}

/// Tells how often its tokens were touched, and how many were dropped.
#[derive(Clone, Default)]
pub(crate) struct Watched(Arc<[AtomicU32; 2]>);

struct OneToken(Watched);

impl Watched {
    pub(crate) fn token(&self) -> Obj<dyn Token> {
        Obj::new(OneToken(self.clone()))
    }

    pub(crate) fn touched(&self) -> u32 {
        self.0[0].load(Ordering::SeqCst)
    }

    pub(crate) fn dropped(&self) -> u32 {
        self.0[1].load(Ordering::SeqCst)
    }
}

impl Token for OneToken {
    fn touch(&self) {
        self.0.0[0].fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for OneToken {
    fn drop(&mut self) {
        self.0.0[1].fetch_add(1, Ordering::SeqCst);
    }
}

/// A runtime of the host.
pub(crate) fn runtime(workers: usize) -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let builder = builder.worker_threads(workers).enable_time();
    let builder = builder.on_thread_park(safe_point);
    builder.build().expect("the system has threads")
}
