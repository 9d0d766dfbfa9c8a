//! One call of rustc, unless its result is there already.

use std::fs;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::toolchain::{Toolchain, hash_of};

/// What rustc is to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Output {
    Cdylib,
    Dylib,
    Executable,
    Rlib,
    Object,
}

impl Output {
    /// The file that rustc makes of a crate.
    fn file(self, crate_name: &str) -> String {
        use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
        match self {
            Self::Cdylib | Self::Dylib => format!("{DLL_PREFIX}{crate_name}{DLL_SUFFIX}"),
            Self::Executable => format!("{crate_name}{EXE_SUFFIX}"),
            Self::Rlib => format!("lib{crate_name}.rlib"),
            Self::Object => format!("{crate_name}.o"),
        }
    }

    fn flags(self) -> [&'static str; 2] {
        match self {
            Self::Cdylib => ["--crate-type=cdylib", "--emit=link"],
            Self::Dylib => ["--crate-type=dylib", "--emit=link"],
            Self::Executable => ["--crate-type=bin", "--emit=link"],
            Self::Rlib => ["--crate-type=rlib", "--emit=link"],
            Self::Object => ["--crate-type=lib", "--emit=obj"],
        }
    }
}

/// One source file and everything that decides what is made of it.
#[derive(Hash)]
pub(crate) struct Unit<'a> {
    pub(crate) toolchain: &'a Toolchain,
    pub(crate) output: Output,
    pub(crate) crate_name: &'a str,
    pub(crate) source: &'a str,
    pub(crate) flags: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
}

impl Unit<'_> {
    /// The file that rustc makes of it. It is made once for each `key` and content.
    pub(crate) fn build(&self, key: impl Hash) -> PathBuf {
        let units = self.toolchain.directory().join("units");
        let place = units.join(format!("{:016x}", hash_of((self, key))));
        made_once(&units, &place, |scratch| self.build_at(scratch));
        place.join(self.output.file(self.crate_name))
    }

    fn build_at(&self, scratch: &Path) {
        let file = scratch.join(format!("{}.rs", self.crate_name));
        fs::write(&file, self.source).expect("the target directory can be written to");
        let mut command = self.toolchain.command("rustc");
        command
            .args(["--crate-name", self.crate_name])
            .args(self.output.flags())
            .args(["--cap-lints=allow", "--color=never"])
            .args(self.toolchain.flags())
            .args(&self.flags)
            .arg("--out-dir")
            .arg(scratch)
            .arg(&file)
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        output_of(&mut command);
    }
}

/// Has `build` fill a directory beside `place` and renames it, unless it is there: other processes never see it
/// half-made.
pub(crate) fn made_once(units: &Path, place: &Path, build: impl FnOnce(&Path)) {
    if place.exists() {
        return;
    }
    fs::create_dir_all(units).expect("the target directory can be written to");
    let scratch = tempfile::tempdir_in(units).expect("the target directory can be written to");
    build(scratch.path());
    if let Err(error) = fs::rename(scratch.path(), place) {
        // Another process was faster, and made the same.
        assert!(place.exists(), "cannot make {}: {error}", place.display());
    }
}

/// What a command prints. If it fails, all it said is the panic's message.
pub(crate) fn output_of(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
