//! A package that builds a plugin.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use cargo_metadata::{Package, PackageId, TargetKind};

use crate::workspace::package_dir;

/// A package that builds a plugin.
#[derive(Clone, Debug)]
pub(crate) struct Plugin {
    /// Cargo's own name for the package, which no other has.
    pub(crate) id: PackageId,
    /// The name of the package.
    pub(crate) name: String,
    /// Its directory.
    pub(crate) dir: PathBuf,
    /// The name of its library.
    library: String,
}

impl Plugin {
    /// The plugin that a package builds.
    ///
    /// # Errors
    ///
    /// If it builds no dynamic library.
    pub(crate) fn new(package: &Package) -> Result<Self> {
        let dir = package_dir(package);
        let Some(library) = library(package) else {
            bail!(
                "package {} builds no dynamic library, so it is no plugin: write in {}\n\n\
                 [lib]\ncrate-type = [\"cdylib\"]",
                package.name,
                package.manifest_path
            );
        };
        Ok(Self {
            id: package.id.clone(),
            name: package.name.to_string(),
            dir: dir.to_owned(),
            library: library.to_owned(),
        })
    }

    /// The name of the file that a host loads.
    pub(crate) fn file_name(&self) -> String {
        format!("{DLL_PREFIX}{}{DLL_SUFFIX}", self.library)
    }
}

/// Whether a package looks like a plugin.
pub(crate) fn is_plugin(package: &Package) -> bool {
    let uses_hotswap = |package: &Package| {
        let mut dependencies = package.dependencies.iter();
        dependencies.any(|dependency| dependency.name == "hotswap-rs")
    };
    library(package).is_some() && uses_hotswap(package)
}

fn library(package: &Package) -> Option<&str> {
    let mut targets = package.targets.iter();
    let target = targets.find(|target| target.is_kind(TargetKind::CDyLib))?;
    Some(&target.name)
}

/// Refuses plugins that would be published in one file.
///
/// # Errors
///
/// If two have the same name, ignoring case and the difference between `-` and `_`: a host could not tell them apart.
pub(crate) fn check_names(plugins: &[Plugin]) -> Result<()> {
    let folded = |plugin: &Plugin| plugin.library.to_lowercase().replace('-', "_");
    for (index, plugin) in plugins.iter().enumerate() {
        let mut others = plugins[..index].iter();
        if let Some(other) = others.find(|other| folded(other) == folded(plugin)) {
            bail!(
                "two plugins would both be {}: {} and {}: rename one",
                plugin.file_name(),
                display_path(&other.dir),
                display_path(&plugin.dir)
            );
        }
    }
    Ok(())
}

/// A path as short as it can be: from the current directory if it lies below it.
pub(crate) fn display_path(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let short = path.strip_prefix(&current).unwrap_or(path);
    short.display().to_string()
}
