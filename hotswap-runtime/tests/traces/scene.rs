//! A host of the teller.

use std::time::Duration;

use hotswap::call::Args;
use hotswap::{Abi, LiveData};
use hotswap_runtime::{LoadedPlugin, Swapper, safe_point, stats};
use test_kit::{Plugin, PluginDir, wait_for};
use tracing_subscriber::layer::SubscriberExt;

use crate::collector::Collector;

/// The plugin, which is called `teller`.
pub(crate) fn teller() -> Plugin {
    teller_of(include_str!("teller.rs"))
}

/// A plugin of another source.
pub(crate) fn teller_of(source: &str) -> Plugin {
    Plugin::new("teller")
        .version("1.2.3")
        .feature("tracing")
        .dependency("tracing = \"0.1\"")
        .source(source)
}

pub(crate) struct Scene {
    pub(crate) plugins: PluginDir,
    pub(crate) swapper: Swapper,
}

/// Has everything collected from now on.
pub(crate) fn collect() -> Collector {
    let collector = Collector::default();
    let subscriber = tracing_subscriber::registry().with(collector.clone());
    tracing::subscriber::set_global_default(subscriber).expect("the first of this process");
    collector
}

impl Scene {
    /// Serves the teller.
    pub(crate) fn new() -> Self {
        Self::serving(&teller())
    }

    pub(crate) fn serving(plugin: &Plugin) -> Self {
        let plugins = PluginDir::new();
        plugins.add(plugin);
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = builder.build().expect("the settings are fine");
        swapper.load(&LiveData::none()).expect("it is fine");
        Self { plugins, swapper }
    }

    /// A host whose own events are not collected, with a collector of all others.
    pub(crate) fn collecting() -> (Self, Collector) {
        let collector = collect();
        let scene = Self::new();
        collector.events();
        (scene, collector)
    }

    pub(crate) fn plugin(&self) -> LoadedPlugin {
        self.swapper.current().plugin("teller").unwrap().clone()
    }

    /// Calls a function of the teller.
    #[track_caller]
    pub(crate) fn ask<R: Abi>(&self, name: &str, args: impl for<'s> Args<'s>) -> R {
        self.plugin().invoke(name, args).expect("it does not fail")
    }

    #[track_caller]
    pub(crate) fn tell(&self, name: &str) {
        self.ask::<()>(name, ());
    }

    pub(crate) fn reload(&self, plugin: &Plugin) {
        self.plugins.add(plugin);
        let report = self.swapper.reload(&LiveData::none());
        assert!(report.expect("it is fine").has_changes());
    }

    /// Removes the plugin, and waits until it is unmapped.
    pub(crate) fn remove(&self) {
        self.plugins.remove("teller");
        self.swapper.reload(&LiveData::none()).unwrap();
        self.wait_until_gone();
    }

    /// Waits until all versions that do not serve are unmapped.
    #[track_caller]
    pub(crate) fn wait_until_gone(&self) {
        wait_for(|| {
            safe_point();
            let stats = self.swapper.stats();
            let is_serving = |it: &stats::Version| it.phase == stats::Phase::Serving;
            let serving = stats.versions.iter().filter(|it| is_serving(it)).count();
            let left = stats.opened - stats.unloaded;
            (left == serving as u64).then_some(()).ok_or(stats)
        });
    }
}
