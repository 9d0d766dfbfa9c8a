//! Plugins with live types, and a host of them.

use std::cell::RefCell;
use std::time::Duration;

use hotswap::{Error, LiveData, Result};
use hotswap_runtime::{ReloadError, Swapper};
use test_kit::{Plugin, PluginDir};

use super::api::Job;

/// The interfaces as a crate of its own, which a plugin knows as `api`.
pub(crate) const API: &str = include_str!("api.rs");

/// A plugin with these items, in a crate that knows the interfaces.
pub(crate) fn plugin(name: &str, items: &str) -> Plugin {
    plugin_with_api(name, items, API)
}

/// The same, built against another version of the interfaces.
pub(crate) fn plugin_with_api(name: &str, items: &str, api: &str) -> Plugin {
    let api = Plugin::new("api").source(api).build_rlib();
    let source = format!(
        r#"
        use api::*;
        use hotswap::prelude::*;
        use serde::{{Deserialize, Serialize}};

        #[derive(Default)]
        pub struct P;

        #[hotswap::plugin]
        impl Plugin for P {{
            fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {{
                VAULT.get_or_init(|| vault.clone());
                Ok(())
            }}
        }}

        pub static VAULT: std::sync::OnceLock<Vault> = std::sync::OnceLock::new();

        {items}
        "#
    );
    Plugin::new(name).source(source).depends_on("api", api)
}

/// A live type that is a job: its definition, and what it does.
pub(crate) fn job(attribute: &str, definition: &str, run: &str) -> String {
    let name = definition.split([' ', '{']).nth(1).unwrap_or_default();
    format!(
        "#[live_type({attribute})] #[derive(Serialize, Deserialize)] {definition}\n\
         impl Job for {name} {{ fn run(&self) -> String {{ {run} }} }}\n"
    )
}

/// A directory of plugins, and a swapper for it.
pub(crate) struct Scene {
    plugins: PluginDir,
    pub(crate) swapper: Swapper,
    loaded: RefCell<bool>,
}

impl Scene {
    /// Serves nothing yet. Old versions go at once.
    pub(crate) fn new() -> Self {
        let plugins = PluginDir::new();
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        Self {
            swapper: builder.build().expect("the settings are fine"),
            plugins,
            loaded: RefCell::new(false),
        }
    }

    /// Serves these.
    #[track_caller]
    pub(crate) fn of(plugins: &[Plugin]) -> Self {
        let scene = Self::new();
        scene.serve(plugins);
        scene
    }

    pub(crate) fn try_serve(&self, plugins: &[Plugin]) -> Result<(), ReloadError> {
        for plugin in plugins {
            self.plugins.add(plugin);
        }
        let none = LiveData::none();
        if !self.loaded.replace(true) {
            return self.swapper.load(&none).map(drop);
        }
        self.swapper.reload(&none).map(drop)
    }

    /// Serves these instead of others of their names.
    #[track_caller]
    pub(crate) fn serve(&self, plugins: &[Plugin]) {
        self.try_serve(plugins).expect("they are fine");
    }

    /// Serves without a plugin.
    #[track_caller]
    pub(crate) fn drop_plugin(&self, name: &str) {
        self.plugins.remove(name);
        self.swapper.reload(&LiveData::none()).expect("it is fine");
    }

    /// Calls a function of a plugin in its current version.
    #[track_caller]
    pub(crate) fn call<'s, R: hotswap::Abi>(
        &self,
        plugin: &str,
        function: &str,
        args: impl hotswap::call::Args<'s>,
    ) -> R {
        let manager = self.swapper.current();
        let result = manager.plugin(plugin).expect("it is there");
        result.invoke(function, args).expect("it answers")
    }

    /// What a job says when it is restored by the name inside its data, and run.
    pub(crate) fn run(&self, data: &LiveData) -> Result<String> {
        let job = self.swapper.current().vault().restore::<dyn Job>(data)?;
        Ok(job.run())
    }

    /// Waits until all that is loaded is what serves.
    #[track_caller]
    pub(crate) fn wait_until_all_else_is_unloaded(&self) {
        test_kit::wait_for(|| {
            let stats = self.swapper.stats();
            let serving = self.swapper.current().plugins().len();
            let is_all = stats.versions.len() == serving && stats.kept_mapped == 0;
            if is_all { Ok(()) } else { Err(stats) }
        });
    }
}

/// The text of an error.
#[track_caller]
pub(crate) fn error_of<T>(result: Result<T>) -> Error {
    match result {
        Ok(_) => panic!("there should be an error"),
        Err(error) => error,
    }
}
