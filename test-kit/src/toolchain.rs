//! The compilers that plugins are built by.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A toolchain, and flags for everything it compiles: plugins, hotswap, and what hotswap depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Toolchain {
    /// As rustup knows it; `None` for the one that runs the tests.
    name: Option<String>,
    flags: Vec<String>,
}

impl Toolchain {
    /// The one that runs the tests.
    pub fn current() -> Self {
        Self {
            name: None,
            flags: Vec::new(),
        }
    }

    /// A nightly that lays out all that is not `repr(C)` as `seed` says. Where none is installed a test says so, and
    /// ends.
    pub fn shuffling(seed: u32) -> Option<Self> {
        match Self::installed("nightly") {
            Ok(nightly) => {
                let shuffling = nightly.flag("-Zrandomize-layout");
                Some(shuffling.flag(&format!("-Zlayout-seed={seed}")))
            }
            Err(reason) => {
                println!("skipped: there is no nightly toolchain ({reason})");
                None
            }
        }
    }

    /// The one that rustup knows by this name; why not, where it is not installed.
    fn installed(name: &str) -> Result<Self, String> {
        let output = Command::new("rustup")
            .args(["run", name, "rustc", "--version"])
            .output()
            .map_err(|error| format!("rustup cannot be run: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
        }
        Ok(Self {
            name: Some(name.to_owned()),
            flags: Vec::new(),
        })
    }

    /// The same with a flag of rustc for everything it compiles, as in `RUSTFLAGS`.
    #[must_use]
    pub fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    pub(crate) fn flags(&self) -> &[String] {
        &self.flags
    }

    /// Runs `tool` (`cargo`, `rustc`) of this toolchain.
    pub(crate) fn command(&self, tool: &str) -> Command {
        match &self.name {
            Some(name) => {
                let mut command = Command::new("rustup");
                command.args(["run", name, tool]);
                // Those of the toolchain that runs the tests.
                command.env_remove("CARGO").env_remove("RUSTC");
                command
            }
            None => Command::new(env::var_os(tool.to_uppercase()).unwrap_or_else(|| tool.into())),
        }
    }

    /// Where everything that this toolchain builds is kept.
    pub(crate) fn directory(&self) -> PathBuf {
        let name = self.name.as_deref().unwrap_or("current");
        let name = match self.flags.as_slice() {
            [] => name.to_owned(),
            flags => format!("{name}-{:016x}", hash_of(flags)),
        };
        let directory = target_directory().join("test-kit").join(name);
        fs::create_dir_all(&directory)
            .unwrap_or_else(|error| panic!("cannot make {}: {error}", directory.display()));
        directory
    }
}

/// The root of the workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("test-kit stands in the workspace")
}

fn target_directory() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => workspace().join(directory),
        None => workspace().join("target"),
    }
}

pub(crate) fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
