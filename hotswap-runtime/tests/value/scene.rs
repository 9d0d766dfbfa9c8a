//! A plugin with a value, and a host of it.

use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{LoadedPlugin, Swapper};
use test_kit::{Plugin, PluginDir, wait_for};

/// The plugin `world`: a counter, with more code.
pub(crate) fn counter(version: u32, hooks: &str, methods: &str, more: &str) -> Plugin {
    let source = format!(
        "#![allow(dead_code)]
        use std::sync::atomic::{{AtomicU64, Ordering::SeqCst}};
        use std::sync::{{Arc, OnceLock}};
        use hotswap::prelude::*;

        pub struct World {{ count: AtomicU64 }}

        impl Default for World {{
            fn default() -> Self {{ Self {{ count: AtomicU64::new({version} * 1000) }} }}
        }}

        #[hotswap::plugin]
        impl Plugin for World {{ {hooks} }}

        #[hotswap::methods]
        impl World {{
            #[plugin_fn]
            fn add(&self, number: u64) -> u64 {{ self.count.fetch_add(number, SeqCst) + number }}
            {methods}
        }}
        {more}"
    );
    Plugin::new("world")
        .version(&format!("{version}.0.0"))
        .source(source)
}

/// A host of `world`.
pub(crate) struct Host {
    plugins: PluginDir,
    pub(crate) swapper: Swapper,
}

impl Host {
    pub(crate) fn of(plugin: &Plugin) -> Self {
        let plugins = PluginDir::new();
        plugins.add(plugin);
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = builder.build().expect("the settings are fine");
        swapper.load(&LiveData::none()).expect("version 1 is fine");
        Self { plugins, swapper }
    }

    pub(crate) fn reload(&self, plugin: &Plugin) {
        self.plugins.add(plugin);
        let report = self.swapper.reload(&LiveData::none());
        assert!(report.expect("it is fine").has_changes());
    }

    pub(crate) fn plugin(&self) -> LoadedPlugin {
        self.swapper.current().plugin("world").unwrap().clone()
    }

    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.plugins.library("world")
    }

    /// Waits until all versions but the one that serves are unmapped.
    #[track_caller]
    pub(crate) fn only_one_is_left(&self) {
        wait_for(|| {
            hotswap_runtime::safe_point();
            let stats = self.swapper.stats();
            let is_so = stats.unloaded + 1 == stats.opened && stats.kept_mapped == 0;
            is_so.then_some(()).ok_or(stats)
        });
    }
}
