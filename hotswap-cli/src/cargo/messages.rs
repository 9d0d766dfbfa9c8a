//! What cargo reports of a build, in JSON.

use std::collections::HashMap;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Artifact, Message, PackageId, TargetKind};

use crate::report;

/// The files that a build made.
#[derive(Debug, Default)]
pub(crate) struct Artifacts {
    libraries: HashMap<PackageId, PathBuf>,
    executable: Option<PathBuf>,
}

impl Artifacts {
    /// Reads cargo's messages to their end.
    pub(crate) fn read(messages: impl Read) -> Result<Self> {
        let mut artifacts = Self::default();
        for message in Message::parse_stream(BufReader::new(messages)) {
            match message.context("cannot read cargo's messages")? {
                Message::CompilerArtifact(artifact) => artifacts.add(artifact),
                Message::TextLine(line) => report::remark(&format!("{line}\n")),
                _ => {}
            }
        }
        Ok(artifacts)
    }

    /// The dynamic library of a package.
    pub(crate) fn library(&self, package: &PackageId) -> Option<&Path> {
        self.libraries.get(package).map(PathBuf::as_path)
    }

    /// The program; the last one if there are several.
    pub(crate) fn executable(&self) -> Option<&Path> {
        self.executable.as_deref()
    }

    fn add(&mut self, artifact: Artifact) {
        if artifact.target.is_kind(TargetKind::CDyLib)
            && let Some(file) = artifact
                .filenames
                .iter()
                .find(|file| is_library(file.as_std_path()))
        {
            self.libraries
                .insert(artifact.package_id, file.clone().into());
        }
        if let Some(file) = artifact.executable {
            self.executable = Some(file.into());
        }
    }
}

/// Of what is made for a `cdylib`: not the import library or the debug symbols beside it.
fn is_library(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| ["so", "dylib", "dll"].contains(&extension))
}
