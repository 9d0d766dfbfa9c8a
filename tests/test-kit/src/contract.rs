//! The `hotswap` crate and serde, built once for each toolchain.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use serde_json::Value;

use crate::toolchain::{Toolchain, workspace};

/// What a plugin is compiled against.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) hotswap: PathBuf,
    pub(crate) serde: PathBuf,
    /// Where rustc finds what the two depend on.
    pub(crate) dependencies: BTreeSet<PathBuf>,
    /// When `hotswap` was built: a newer one makes every plugin stale.
    pub(crate) built: SystemTime,
}

impl Contract {
    /// The contract as `toolchain` builds it; builds it at the first call in a process.
    pub(crate) fn of(toolchain: &Toolchain) -> Arc<Self> {
        static BUILT: Mutex<Option<HashMap<Toolchain, Arc<Contract>>>> = Mutex::new(None);
        let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
        let contract = built
            .get_or_insert_default()
            .entry(toolchain.clone())
            .or_insert_with(|| Arc::new(Self::build(toolchain)));
        Arc::clone(contract)
    }

    fn build(toolchain: &Toolchain) -> Self {
        let directory = toolchain.directory();
        let _alone = lock(&directory.join("lock"));
        let mut command = toolchain.command("cargo");
        command
            .args([
                "build",
                "--package",
                "hotswap-rs",
                "--lib",
                "--features",
                "serde/derive",
            ])
            .args(["--message-format", "json-render-diagnostics"])
            .arg("--target-dir")
            .arg(&directory)
            .env("CARGO_PROFILE_DEV_DEBUG", "none")
            .current_dir(workspace());
        if !toolchain.flags().is_empty() {
            command.env_remove("CARGO_ENCODED_RUSTFLAGS");
            command.env("RUSTFLAGS", toolchain.flags().join(" "));
            // With a target, macros and build scripts have no flags: they are built once, for all flags.
            command.args(["--target", "host-tuple"]);
            command.env("CARGO_BUILD_BUILD_DIR", toolchain.build_directory());
        }
        Self::from_messages(&crate::build::output_of(&mut command))
    }

    /// Reads what cargo tells of each crate it has built.
    fn from_messages(messages: &str) -> Self {
        let files: Vec<_> = messages.lines().filter_map(files).collect();
        let dependencies = files.iter().flat_map(|(_, files)| files);
        let dependencies = dependencies.filter_map(|file| file.parent().map(Path::to_owned));
        let dependencies = dependencies.collect();
        let mut libraries: HashMap<String, PathBuf> =
            files.into_iter().filter_map(library).collect();
        let mut take = |name: &str| {
            libraries
                .remove(name)
                .unwrap_or_else(|| panic!("cargo did not build {name}"))
        };
        let (hotswap, serde) = (take("hotswap"), take("serde"));
        let built = fs::metadata(&hotswap).and_then(|metadata| metadata.modified());
        Self {
            dependencies,
            built: built.unwrap_or_else(|error| panic!("{}: {error}", hotswap.display())),
            hotswap,
            serde,
        }
    }
}

/// The name of what cargo has built, and its files, from one of cargo's messages.
fn files(message: &str) -> Option<(String, Vec<PathBuf>)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let name = message.pointer("/target/name")?.as_str()?;
    let files = message.get("filenames")?.as_array()?;
    let files = files.iter().filter_map(Value::as_str).map(PathBuf::from);
    Some((name.to_owned(), files.collect()))
}

/// The file of a library.
fn library((name, files): (String, Vec<PathBuf>)) -> Option<(String, PathBuf)> {
    let mut files = files.into_iter();
    let rlib = files.find(|file| file.extension().is_some_and(|it| it == "rlib"))?;
    Some((name, rlib))
}

/// Keeps other test processes out until it is dropped.
pub(crate) fn lock(path: &Path) -> File {
    File::create(path)
        .and_then(|file| file.lock().map(|()| file))
        .unwrap_or_else(|error| panic!("cannot lock {}: {error}", path.display()))
}
