//! A directory of plugins.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::plugin::Plugin;

/// How this platform names the library of a plugin.
pub fn file_name(plugin: &str) -> String {
    format!("{DLL_PREFIX}{}{DLL_SUFFIX}", plugin.replace('-', "_"))
}

/// Copies `library` into `directory` as the plugin `name`, which is never seen half-written.
pub fn publish(library: &Path, directory: &Path, name: &str) -> PathBuf {
    let place = directory.join(file_name(name));
    copy_and_rename(library, directory, &place)
        .unwrap_or_else(|error| panic!("cannot publish {}: {error}", place.display()));
    place
}

/// The copy has a name that no loader takes for a library.
fn copy_and_rename(library: &Path, directory: &Path, place: &Path) -> std::io::Result<()> {
    let copy = NamedTempFile::with_suffix_in(".tmp", directory)?;
    fs::copy(library, copy.path())?;
    copy.persist(place)?;
    Ok(())
}

/// A directory of plugins that goes away with the test.
#[derive(Debug)]
pub struct PluginDir(TempDir);

impl PluginDir {
    /// An empty one.
    #[expect(
        clippy::new_without_default,
        reason = "it makes a directory, which a default should not"
    )]
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("the system has a place for temporary files"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Builds a plugin and publishes it here; replaces one of the same name.
    pub fn add(&self, plugin: &Plugin) -> PathBuf {
        publish(&plugin.build(), self.path(), plugin.name())
    }

    /// Where the library of the plugin `name` is, or would be.
    pub fn library(&self, name: &str) -> PathBuf {
        self.path().join(file_name(name))
    }

    /// Takes the plugin `name` away.
    pub fn remove(&self, name: &str) {
        let library = self.library(name);
        fs::remove_file(&library)
            .unwrap_or_else(|error| panic!("cannot remove {}: {error}", library.display()));
    }
}
