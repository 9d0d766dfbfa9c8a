//! The plugins of one workspace, built by one call of cargo.
//!
//! One call for all of them is quicker than one for each: they compile side by side, and cargo reads the
//! workspace once. The price is that cargo unifies the features of the dependencies that they share, so a
//! plugin built together with others may have features switched on that it would not have alone. Nothing
//! that crosses between host and plugin depends on that. To get the same bytes each time, name the same plugins each
//! time. `run` does so: it builds all plugins of a host after each edit, and cargo skips those that are fresh.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cargo::{Artifacts, Cargo, Request, Target};
use crate::plugin::Plugin;
use crate::workspace::Workspace;

/// The plugins of one workspace, to be built together.
#[derive(Debug)]
pub(crate) struct Batch {
    request: Request,
    plugins: Vec<Plugin>,
}

/// A plugin and the library that cargo made of it.
#[derive(Debug)]
pub(crate) struct Built {
    /// The plugin.
    pub(crate) plugin: Plugin,
    /// Its library, where cargo left it.
    pub(crate) library: PathBuf,
}

impl Batch {
    /// All these plugins, which are in this workspace.
    pub(crate) fn new(
        workspace: &Workspace,
        plugins: Vec<Plugin>,
        release: bool,
        flags: Vec<OsString>,
    ) -> Self {
        let request = Request {
            dir: workspace.root().to_owned(),
            packages: plugins.iter().map(|plugin| plugin.id.clone()).collect(),
            target: Target::Lib,
            release,
            flags,
        };
        Self { request, plugins }
    }

    /// Builds as many of them as can be built, and says whether that is all.
    pub(crate) fn build(&self, cargo: &Cargo) -> Result<(bool, Vec<Built>)> {
        let outcome = cargo.build(&self.request)?;
        let mut all = Vec::new();
        for plugin in &self.plugins {
            match built(plugin, &outcome.artifacts) {
                Some(built) => all.push(built),
                None if outcome.complete => {
                    bail!("cargo made no dynamic library of {}", plugin.name)
                }
                None => {}
            }
        }
        Ok((outcome.complete, all))
    }

    /// The plugins.
    pub(crate) fn plugins(&self) -> &[Plugin] {
        &self.plugins
    }

    /// Their names, for people.
    pub(crate) fn names(&self) -> String {
        let names: Vec<&str> = self
            .plugins
            .iter()
            .map(|plugin| plugin.name.as_str())
            .collect();
        names.join(", ")
    }

    /// The command, as one would type it.
    pub(crate) fn to_line(&self) -> String {
        self.request.to_line()
    }
}

fn built(plugin: &Plugin, artifacts: &Artifacts) -> Option<Built> {
    let library = artifacts.library(&plugin.id)?;
    Some(Built {
        plugin: plugin.clone(),
        library: library.to_owned(),
    })
}
