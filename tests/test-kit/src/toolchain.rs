//! The compilers that plugins are built by.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::output_of;

/// A toolchain, and flags for everything it compiles: plugins, hotswap, and what hotswap depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Toolchain {
    compiler: Compiler,
    flags: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Compiler {
    /// The one that runs the tests.
    Current,
    /// One that rustup knows by this name.
    Rustup(String),
    /// A `rustc` of its own, used with the current cargo. The release tells its files from those of others.
    Rustc { path: PathBuf, release: String },
}

impl Compiler {
    fn name(&self) -> &str {
        match self {
            Self::Current => "current",
            Self::Rustup(name) => name,
            Self::Rustc { release, .. } => release,
        }
    }
}

/// The variable that names a `rustc` of another release.
const OTHER_RUSTC: &str = "HOTSWAP_TEST_OTHER_RUSTC";

impl Toolchain {
    /// The one that runs the tests, with the `RUSTFLAGS` of their environment: plugins are built as their host is.
    pub fn current() -> Self {
        let flags = env::var("RUSTFLAGS").unwrap_or_default();
        Self {
            compiler: Compiler::Current,
            flags: flags.split_whitespace().map(str::to_owned).collect(),
        }
    }

    /// Another release of the compiler than the one that runs the tests: the `rustc` that `HOTSWAP_TEST_OTHER_RUSTC` names.
    /// Where the variable is not set, a test says so, and ends.
    ///
    /// # Panics
    ///
    /// If that is no compiler, or of the same release.
    pub fn other_release() -> Option<Self> {
        let Some(path) = env::var_os(OTHER_RUSTC) else {
            println!("skipped: {OTHER_RUSTC} names no second compiler");
            return None;
        };
        let path = PathBuf::from(path);
        let release = version_of(&mut Command::new(&path));
        let current = version_of(&mut Self::current().command("rustc"));
        assert_ne!(release, current, "{OTHER_RUSTC}");
        Some(Self {
            compiler: Compiler::Rustc { path, release },
            flags: Vec::new(),
        })
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
            compiler: Compiler::Rustup(name.to_owned()),
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
        match &self.compiler {
            Compiler::Rustup(name) => {
                let mut command = Command::new("rustup");
                command.args(["run", name, tool]);
                // Those of the toolchain that runs the tests.
                command.env_remove("CARGO").env_remove("RUSTC");
                command
            }
            Compiler::Rustc { path, .. } if tool == "rustc" => Command::new(path),
            Compiler::Rustc { path, .. } => {
                let mut command = current(tool);
                command.env("RUSTC", path).env_remove("RUSTFLAGS");
                command
            }
            Compiler::Current => current(tool),
        }
    }

    /// Where everything that this toolchain builds is kept.
    pub(crate) fn directory(&self) -> PathBuf {
        let name = self.compiler.name();
        let name = match self.flags.as_slice() {
            [] => name.to_owned(),
            flags => format!("{name}-{:016x}", hash_of(flags)),
        };
        let directory = target_directory().join("test-kit").join(name);
        fs::create_dir_all(&directory)
            .unwrap_or_else(|error| panic!("cannot make {}: {error}", directory.display()));
        directory
    }

    /// Where cargo builds for all flags of this compiler. It tells apart what it has built with which.
    pub(crate) fn build_directory(&self) -> PathBuf {
        let name = format!("{}-build", self.compiler.name());
        target_directory().join("test-kit").join(name)
    }
}

/// The tool that runs the tests.
fn current(tool: &str) -> Command {
    Command::new(env::var_os(tool.to_uppercase()).unwrap_or_else(|| tool.into()))
}

/// `rustc-1.95.0`: the compiler's name and release.
fn version_of(rustc: &mut Command) -> String {
    let text = output_of(rustc.arg("--version"));
    let words: Vec<_> = text.split_whitespace().take(2).collect();
    words.join("-")
}

/// The root of the workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
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
