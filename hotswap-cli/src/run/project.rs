//! The host, its plugins and the sources of both.

use std::path::PathBuf;

use anyhow::Result;

use super::host::Host;
use super::sources::{Filter, Sources};
use crate::args::RunArgs;
use crate::build::{Batch, find};
use crate::plugin::is_plugin;
use crate::workspace::package_dir;

/// What is run, and all that is built for it.
pub(crate) struct Project {
    /// The host.
    pub(crate) host: Host,
    /// Its plugins, by workspace.
    pub(crate) batches: Vec<Batch>,
    /// What is watched.
    pub(crate) sources: Sources,
}

impl Project {
    /// Asks cargo for all of it.
    pub(crate) fn load(args: &RunArgs) -> Result<Self> {
        let host = Host::find(&args.host)?;
        let found = find(&host.plugin_dirs()?)?;
        let mut sources = Sources::new(Filter::new(&args.watch_include, &args.watch_exclude)?);
        let mut batches = Vec::new();
        for (workspace, plugins) in found {
            let dirs: Vec<_> = plugins.iter().map(|plugin| plugin.dir.as_path()).collect();
            let packages = dirs
                .iter()
                .filter_map(|dir| workspace.package_in(dir))
                .collect();
            for package in workspace.with_dependencies(packages) {
                sources.add_to_plugins(package_dir(package));
            }
            // So that one broken plugin does not keep another from being built.
            let flags = vec!["--keep-going".into()];
            batches.push(Batch::new(&workspace, plugins, args.release, flags));
        }
        for package in host.workspace.with_dependencies(vec![host.package()]) {
            // A plugin that is also linked into the host is run from its library.
            if !is_plugin(package) {
                sources.add_to_host(package_dir(package));
            }
        }
        Ok(Self {
            host,
            batches,
            sources,
        })
    }

    /// Where the plugins are published for the host.
    pub(crate) fn plugin_dir(&self) -> PathBuf {
        let target = self.host.workspace.target_dir();
        target
            .join("hotswap")
            .join(self.host.name())
            .join("plugins")
    }

    /// The names of the files that belong there.
    pub(crate) fn file_names(&self) -> Vec<String> {
        let plugins = self.batches.iter().flat_map(Batch::plugins);
        plugins.map(|plugin| plugin.file_name()).collect()
    }
}
