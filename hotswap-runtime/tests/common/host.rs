//! A plugin in two or more versions, and a host that serves one.

use std::path::PathBuf;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::inspect::seal;
use hotswap_runtime::{ReloadError, ReloadReport, Swapper, SwapperBuilder};
use test_kit::{Plugin, PluginDir, plugin_source};

/// A version of the plugin `world`, as small as a plugin gets.
pub(crate) fn world(version: u32) -> PathBuf {
    let functions = format!("#[plugin_fn] fn version() -> u32 {{ {version} }}");
    Plugin::new("world")
        .source(plugin_source(&functions))
        .optimised("s")
        .build()
}

/// The same with the seal that `cargo hotswap build` appends.
pub(crate) fn sealed(library: &std::path::Path) -> Vec<u8> {
    let mut bytes = std::fs::read(library).expect("the library has just been built");
    let seal = seal::seal(&bytes);
    bytes.extend(seal);
    bytes
}

/// A host that serves version 1 of `world`.
pub(crate) struct Host {
    pub(crate) plugins: PluginDir,
    pub(crate) swapper: Swapper,
}

impl Host {
    pub(crate) fn serving() -> Self {
        Self::serving_with(|builder| builder)
    }

    pub(crate) fn serving_with(settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder) -> Self {
        let plugins = PluginDir::new();
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let builder = settings(builder);
        let host = Self {
            swapper: builder.build().expect("the settings are fine"),
            plugins,
        };
        host.publish(1);
        host.swapper
            .load(&LiveData::none())
            .expect("version 1 is fine");
        host
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.plugins.library("world")
    }

    pub(crate) fn publish(&self, version: u32) {
        test_kit::publish(&world(version), self.plugins.path(), "world");
    }

    pub(crate) fn reload(&self) -> Result<ReloadReport, ReloadError> {
        self.swapper.reload(&LiveData::none())
    }

    /// The version that answers.
    pub(crate) fn version(&self) -> u32 {
        let manager = self.swapper.current();
        let world = manager.plugin("world").expect("it is loaded");
        world.invoke("version", ()).expect("it answers")
    }

    /// The text of the error that a reload gives, while version 1 serves on.
    pub(crate) fn refusal(&self) -> String {
        let error = self.reload().expect_err("the file is bad");
        assert_eq!(self.version(), 1, "the old generation serves on");
        error.to_string()
    }
}
