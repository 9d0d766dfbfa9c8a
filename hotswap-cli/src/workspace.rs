//! What cargo knows of a workspace, asked once.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::cargo::{cleaned, program};

/// A cargo workspace and its packages.
///
/// Packages outside it are not known: that would make cargo resolve all dependencies, which takes longer
/// than many a build.
#[derive(Debug)]
pub(crate) struct Workspace {
    metadata: Metadata,
}

impl Workspace {
    /// The workspace to which a directory belongs.
    pub(crate) fn of(dir: &Path) -> Result<Self> {
        let mut command = MetadataCommand::new();
        command.cargo_path(program()).current_dir(dir).no_deps();
        for name in cleaned() {
            command.env_remove(name);
        }
        let metadata = command.exec().map_err(in_cargos_words);
        let metadata = metadata
            .with_context(|| format!("cargo finds no sound workspace at {}", dir.display()))?;
        Ok(Self { metadata })
    }

    /// Its directory.
    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// Where cargo builds.
    pub(crate) fn target_dir(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// Its packages.
    pub(crate) fn packages(&self) -> &[Package] {
        &self.metadata.packages
    }

    /// The package whose manifest is in this directory.
    pub(crate) fn package_in(&self, dir: &Path) -> Option<&Package> {
        let dir = real(dir);
        self.packages()
            .iter()
            .find(|package| real(package_dir(package)) == dir)
    }

    /// These packages and those of the workspace that they are built from, however far down.
    pub(crate) fn with_dependencies<'a>(&'a self, packages: Vec<&'a Package>) -> Vec<&'a Package> {
        let mut found = packages;
        let mut next = 0;
        while let Some(package) = found.get(next) {
            let dependencies = package.dependencies.iter();
            let paths = dependencies
                .filter(|dependency| dependency.kind != DependencyKind::Development)
                .filter_map(|dependency| dependency.path.as_ref());
            let local: Vec<&Package> = paths
                .filter_map(|path| self.package_in(path.as_std_path()))
                .collect();
            for package in local {
                if !found.iter().any(|known| known.id == package.id) {
                    found.push(package);
                }
            }
            next += 1;
        }
        found
    }
}

/// The directory of a package.
pub(crate) fn package_dir(package: &Package) -> &Path {
    let manifest = package.manifest_path.as_std_path();
    manifest.parent().unwrap_or(manifest)
}

/// A path without symbolic links, as far as it exists.
pub(crate) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// What cargo wrote, without the wrapping.
fn in_cargos_words(error: cargo_metadata::Error) -> anyhow::Error {
    match error {
        cargo_metadata::Error::CargoMetadata { stderr } => {
            let text = stderr.trim();
            anyhow!(
                "{}",
                text.strip_prefix("error: ").unwrap_or(text).to_owned()
            )
        }
        other => other.into(),
    }
}
