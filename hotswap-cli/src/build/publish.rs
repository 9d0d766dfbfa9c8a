//! A library checked, sealed and put in its place.
//!
//! The file appears under its name by a rename, whole: a host that scans the directory at any moment sees
//! the old file or the new one, and one that is loaded is replaced, never overwritten. Until then it has a
//! name that no host takes for a plugin's. Only its owner may write to it, regardless of the umask: a published file
//! is replaced, never written to, and a host with `trusted_dir` refuses a file that others could have changed.

use std::fs::{self, Permissions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use hotswap_runtime::inspect::{inspect, seal};
use hotswap_runtime::needs::Needs;
use tempfile::NamedTempFile;

use super::Built;
use crate::report;

/// What an unfinished file's name begins and ends with.
const UNFINISHED: (&str, &str) = (".", ".unfinished");

/// What is appended to a library; the same for the same content.
pub(crate) type Seal = [u8; seal::LEN];

/// A library that a host would load.
pub(crate) struct Checked {
    name: String,
    file_name: String,
    needs: Needs,
    content: Vec<u8>,
    seal: Seal,
    permissions: Permissions,
}

impl Checked {
    /// Reads a library and checks it as a host would.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or a host would refuse it.
    pub(crate) fn read(built: &Built) -> Result<Self> {
        let path = &built.library;
        let unreadable = || format!("cannot read {}", path.display());
        let content = fs::read(path).with_context(unreadable)?;
        let permissions = fs::metadata(path).with_context(unreadable)?.permissions();
        let permissions = without_writing_by_others(permissions);
        let inspection = inspect(path, &content)?;
        Ok(Self {
            name: built.plugin.name.clone(),
            needs: Needs::of(&content, &inspection),
            file_name: built.plugin.file_name(),
            seal: seal::seal(&content),
            content,
            permissions,
        })
    }

    /// Its seal.
    pub(crate) fn seal(&self) -> Seal {
        self.seal
    }

    /// Prints what should be improved, and what keeps a host on this machine from loading it. Both are warnings, since the host
    /// may run on another machine.
    pub(crate) fn warn(&self) {
        for unmet in &self.needs.unmet {
            report::note("Warning", format!("{} {unmet}", self.name));
        }
        report::remarks(&self.name, &self.needs);
    }

    /// Puts the library into a directory, sealed, in the place of what is there.
    ///
    /// # Errors
    ///
    /// If the directory cannot be written; then nothing in it has changed.
    pub(crate) fn publish(&self, dir: &Path) -> Result<PathBuf> {
        let path = dir.join(&self.file_name);
        self.write(dir, &path)
            .with_context(|| format!("cannot publish {}", path.display()))?;
        Ok(path)
    }

    fn write(&self, dir: &Path, path: &Path) -> Result<()> {
        fs::create_dir_all(dir)?;
        let mut file = unfinished(dir, &self.file_name)?;
        file.write_all(&self.content)?;
        file.write_all(&self.seal)?;
        file.as_file().set_permissions(self.permissions.clone())?;
        file.persist(path)?;
        Ok(())
    }
}

#[cfg(unix)]
fn without_writing_by_others(permissions: Permissions) -> Permissions {
    use std::os::unix::fs::PermissionsExt;
    Permissions::from_mode(permissions.mode() & !0o022)
}

#[cfg(not(unix))]
fn without_writing_by_others(permissions: Permissions) -> Permissions {
    permissions
}

fn unfinished(dir: &Path, name: &str) -> std::io::Result<NamedTempFile> {
    let (begin, end) = UNFINISHED;
    tempfile::Builder::new()
        .prefix(&format!("{begin}{name}."))
        .suffix(end)
        .tempfile_in(dir)
}
