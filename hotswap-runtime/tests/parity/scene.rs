//! A directory of plugins that write down what happens to them, and a swapper for it.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap_runtime::{ReloadError, ReloadReport, Swapper, SwapperBuilder};
use test_kit::{Plugin, PluginDir};

/// A test's plugins, its journal and its swapper.
pub(crate) struct Scene {
    pub(crate) plugins: PluginDir,
    journal: PathBuf,
    /// How many lines of the journal were read.
    read: Cell<usize>,
    pub(crate) swapper: Swapper,
}

/// A plugin that notes each of its hooks in the journal: `world1.on_load` for version 1 of `world`.
#[derive(Clone)]
pub(crate) struct Actor {
    name: String,
    version: u32,
    reloadable: bool,
    panics_in: Option<&'static str>,
    fails_in: Option<&'static str>,
    functions: String,
}

impl Actor {
    pub(crate) fn new(name: &str, version: u32) -> Self {
        Self {
            name: name.to_owned(),
            version,
            reloadable: true,
            panics_in: None,
            fails_in: None,
            functions: String::new(),
        }
    }

    pub(crate) fn stubborn(mut self) -> Self {
        self.reloadable = false;
        self
    }

    pub(crate) fn panics_in(mut self, hook: &'static str) -> Self {
        self.panics_in = Some(hook);
        self
    }

    pub(crate) fn fails_in(mut self, hook: &'static str) -> Self {
        self.fails_in = Some(hook);
        self
    }

    /// Adds functions to the plugin. `note("…")` writes to the journal.
    pub(crate) fn with(mut self, functions: &str) -> Self {
        self.functions.push_str(functions);
        self
    }

    /// Whether it panics rather than fails.
    pub(crate) fn has_panic(&self) -> bool {
        self.panics_in.is_some()
    }

    fn plugin(&self, journal: &std::path::Path) -> Plugin {
        let hook = |name: &str| {
            let mut body = format!("note({name:?});");
            if self.panics_in == Some(name) {
                body.push_str(&format!("panic!(\"no {name} today\");"));
            }
            if self.fails_in == Some(name) {
                body.push_str(&format!(
                    "return Err(hotswap::Error::msg(\"{name} went wrong\"));"
                ));
            }
            body
        };
        let Self {
            name,
            version,
            reloadable,
            functions,
            ..
        } = self;
        let source = format!(
            r#"
            #![allow(unreachable_code)]
            use hotswap::prelude::*;
            use std::io::Write;

            fn note(what: &str) {{
                let journal = std::fs::OpenOptions::new().create(true).append(true).open({journal:?});
                writeln!(journal.unwrap(), "{name}{version}.{{what}}").unwrap();
            }}

            pub(crate) struct Actor;

            impl Default for Actor {{
                fn default() -> Self {{ {default} Actor }}
            }}

            #[hotswap::plugin]
            impl Plugin for Actor {{
                fn reloadable(&self) -> bool {{ {reloadable_hook} {reloadable} }}
                fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {{ let _ = data; {on_load} Ok(()) }}
                fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {{ let _ = vault; {on_init} Ok(()) }}
                fn on_free(&self) {{ {on_free} }}
            }}

            #[plugin_fn]
            fn version() -> u32 {{ {version} }}

            {functions}
            "#,
            default = hook("default"),
            reloadable_hook = hook("reloadable"),
            on_load = hook("on_load"),
            on_init = hook("on_init"),
            on_free = hook("on_free"),
        );
        Plugin::new(name)
            .version(&format!("{version}.0.0"))
            .source(source)
    }
}

impl Scene {
    /// An empty directory. `test` names the journal; old versions are freed at once.
    pub(crate) fn new(test: &str) -> Self {
        Self::with(test, |builder| builder.free_delay(Duration::ZERO))
    }

    pub(crate) fn with(
        test: &str,
        settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder,
    ) -> Self {
        let plugins = PluginDir::new();
        // Compiled into the plugins, so it is the same in each run: what was built is found again.
        let journal = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.journal"));
        let _ = fs::remove_file(&journal);
        let builder = settings(Swapper::builder(plugins.path()));
        Self {
            swapper: builder.build().expect("the settings are fine"),
            plugins,
            journal,
            read: Cell::new(0),
        }
    }

    pub(crate) fn add(&self, actor: &Actor) {
        self.plugins.add(&actor.plugin(&self.journal));
    }

    /// Puts a plugin into the directory under a file name of its own.
    pub(crate) fn add_as(&self, actor: &Actor, file: &str) {
        let library = actor.plugin(&self.journal).build();
        fs::copy(library, self.plugins.path().join(file)).expect("the directory is writable");
    }

    pub(crate) fn load(&self) -> Result<ReloadReport, ReloadError> {
        self.swapper.load(&LiveData::none())
    }

    pub(crate) fn reload(&self) -> Result<ReloadReport, ReloadError> {
        self.swapper.reload(&LiveData::none())
    }

    /// What the plugin called `name` answers to `version()`.
    pub(crate) fn version(&self, name: &str) -> u32 {
        let manager = self.swapper.current();
        let plugin = manager.plugin(name).expect("the plugin is loaded");
        plugin.invoke("version", ()).expect("the plugin answers")
    }

    /// What the plugins have noted since this was last asked.
    pub(crate) fn journal(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.journal).unwrap_or_default();
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let read = self.read.replace(lines.len());
        lines[read..].to_vec()
    }

    /// Waits until the plugins have noted this many lines, and gives them.
    pub(crate) fn journal_of(&self, lines: usize) -> Vec<String> {
        let mut journal = self.journal();
        let patience = Instant::now() + Duration::from_secs(10);
        while journal.len() < lines && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(5));
            journal.extend(self.journal());
        }
        journal
    }
}
