//! A directory of plugins that write down what happens to them, and a swapper for it.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{ReloadError, ReloadReport, Swapper, SwapperBuilder};
use test_kit::{Plugin, PluginDir, wait_until};

/// A test's plugins, its journal and its swapper.
pub(crate) struct Scene {
    pub(crate) plugins: PluginDir,
    pub(crate) journal: PathBuf,
    /// How many lines of the journal were read.
    read: Cell<usize>,
    pub(crate) swapper: Swapper,
}

/// A plugin that notes each of its hooks in the journal: `world1.on_load` for version 1 of `world`.
#[derive(Clone)]
pub(crate) struct Actor {
    name: String,
    version: u32,
    reloadable: String,
    panics_in: Option<&'static str>,
    fails_in: Option<&'static str>,
    /// Code of single hooks.
    deeds: Vec<(&'static str, String)>,
    functions: String,
    /// The interface that it exports, and the fields of its imports, with what each adds to its path.
    link: Option<String>,
    imports: Vec<(String, String)>,
}

impl Actor {
    pub(crate) fn new(name: &str, version: u32) -> Self {
        Self {
            name: name.to_owned(),
            version,
            reloadable: "true".to_owned(),
            panics_in: None,
            fails_in: None,
            deeds: Vec::new(),
            functions: String::new(),
            link: None,
            imports: Vec::new(),
        }
    }

    /// Exports a `Link`, which tells the path of names and versions from here down.
    pub(crate) fn linked(self) -> Self {
        self.linked_as("fn path(&self) -> String;")
    }

    /// The same with other methods in the trait; the first is `path`.
    pub(crate) fn linked_as(mut self, methods: &str) -> Self {
        self.link = Some(methods.to_owned());
        self
    }

    /// Needs another plugin.
    pub(crate) fn needs(self, plugin: &str) -> Self {
        let path = format!("Some(deps.{plugin}.path())");
        self.imports(&format!("{plugin}: Obj<dyn Link>"), &path)
    }

    /// Has a field in its imports that adds `path` to its path: an `Option<String>`, made of `deps`.
    pub(crate) fn imports(mut self, field: &str, path: &str) -> Self {
        self.imports.push((field.to_owned(), path.to_owned()));
        self
    }

    pub(crate) fn stubborn(self) -> Self {
        self.reloadable_if("false")
    }

    /// Says whether it is reloadable by an expression of its own.
    pub(crate) fn reloadable_if(mut self, expression: &str) -> Self {
        expression.clone_into(&mut self.reloadable);
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

    /// Adds code to a hook.
    pub(crate) fn doing(mut self, hook: &'static str, code: &str) -> Self {
        self.deeds.push((hook, code.to_owned()));
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
            let deeds = self.deeds.iter().filter(|(hook, _)| *hook == name);
            deeds.for_each(|(_, code)| body.push_str(code));
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
        let (options, links) = self.links();
        let source = format!(
            r#"
            #![allow(unreachable_code)]
            use hotswap::prelude::*;
            use std::io::Write;

            fn note(what: &str) {{
                let journal = std::fs::OpenOptions::new().create(true).append(true).open({journal:?});
                // In one piece: somebody may be reading.
                let line = format!("{name}{version}.{{what}}\n");
                journal.unwrap().write_all(line.as_bytes()).unwrap();
            }}

            pub(crate) struct Actor;

            impl Default for Actor {{
                fn default() -> Self {{ {default} Actor }}
            }}

            {links}

            #[hotswap::plugin{options}]
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

    /// The options of its `#[hotswap::plugin]`, and what they speak of.
    fn links(&self) -> (String, String) {
        let Self { name, version, .. } = self;
        let methods = self.link.as_deref().unwrap_or("fn path(&self) -> String;");
        let mut options = Vec::new();
        let mut links = String::new();
        if self.link.is_some() || !self.imports.is_empty() {
            links = format!("#[hotswap::interface] pub trait Link {{ {methods} }}");
        }
        let mut below = String::new();
        if !self.imports.is_empty() {
            options.push("imports = Deps");
            let fields: Vec<_> = self
                .imports
                .iter()
                .map(|(field, _)| field.as_str())
                .collect();
            let paths: Vec<_> = self.imports.iter().map(|(_, path)| path.as_str()).collect();
            links += &format!("#[derive(Imports)] struct Deps {{ {} }}", fields.join(", "));
            below = format!(
                "let deps = Actor::imports(); below.extend([{}]);",
                paths.join(", ")
            );
            links += "#[plugin_fn] fn path_from_here() -> String { path() }";
        }
        if self.link.is_some() {
            options.push("exports = dyn Link");
            links += "impl Link for Actor { fn path(&self) -> String { path() } }";
        }
        if !options.is_empty() {
            links += &format!(
                r#"fn path() -> String {{
                    let mut below = Vec::<Option<String>>::new(); {below}
                    let below: Vec<_> = below.into_iter().flatten().collect();
                    format!("{name}{version}({{}})", below.join(","))
                }}"#
            );
        }
        match options.is_empty() {
            true => (String::new(), links),
            false => (format!("({})", options.join(", ")), links),
        }
    }
}

/// An actor that exports a `Link`.
pub(crate) fn linked(name: &str, version: u32) -> Actor {
    Actor::new(name, version).linked()
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

    /// The library of a plugin, to be published later.
    pub(crate) fn library(&self, actor: &Actor) -> PathBuf {
        actor.plugin(&self.journal).build()
    }

    /// Puts a plugin into the directory under a file name of its own.
    pub(crate) fn add_as(&self, actor: &Actor, file: &str) {
        fs::copy(self.library(actor), self.plugins.path().join(file))
            .expect("the directory is writable");
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

    /// The path of names and versions from a plugin down.
    pub(crate) fn path(&self, name: &str) -> String {
        let manager = self.swapper.current();
        let plugin = manager.plugin(name).expect("the plugin is loaded");
        plugin
            .invoke("path_from_here", ())
            .expect("the plugin answers")
    }

    /// What the plugins have noted since this was last asked.
    pub(crate) fn journal(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.journal).unwrap_or_default();
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let read = self.read.replace(lines.len());
        lines[read..].to_vec()
    }

    /// Drops the swapper, and gives what was noted since this was last asked.
    pub(crate) fn end(self) -> Vec<String> {
        let read = self.read.get();
        drop(self.swapper);
        let text = fs::read_to_string(&self.journal).unwrap_or_default();
        text.lines().skip(read).map(str::to_owned).collect()
    }

    /// Waits until the plugins have noted this many lines, and gives them.
    pub(crate) fn journal_of(&self, lines: usize) -> Vec<String> {
        let mut journal = self.journal();
        wait_until("lines are noted", || {
            journal.extend(self.journal());
            journal.len() >= lines
        });
        journal
    }
}
