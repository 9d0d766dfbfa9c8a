//! The files of the plugins, built by cargo; and copies of them that are new builds.

use std::collections::HashMap;
use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use build_number::MARK;
use serde_json::Value;

use crate::cases::CASES;

/// Where cargo has put what.
pub struct Libraries {
    /// The file of each package.
    files: HashMap<String, PathBuf>,
    /// Where shared libraries are that plugins need: those of the zoo, and std.
    pub needed: OsString,
}

impl Libraries {
    /// The library that was built from `package`.
    pub fn of(&self, package: &str) -> Result<&Path, String> {
        let file = self.files.get(package);
        file.map(PathBuf::as_path)
            .ok_or_else(|| format!("cargo has not built {package}"))
    }
}

/// Builds all plugins.
pub fn build() -> Result<Libraries, Box<dyn Error>> {
    let mut together = Vec::new();
    let mut files = HashMap::new();
    for case in CASES {
        match case.built_alone {
            true => files.extend(build_packages(&[case.package()], case.rustflags)?),
            false => together.push(case.package()),
        }
    }
    together.dedup();
    files.extend(build_packages(&together, "")?);
    let std = output(Command::new("rustc").args(["--print", "target-libdir"]))?;
    let built = files.values().filter_map(|file| file.parent());
    let mut places: Vec<PathBuf> = built.map(|beside| beside.join("deps")).collect();
    places.sort();
    places.dedup();
    places.push(PathBuf::from(std.trim()));
    Ok(Libraries {
        needed: std::env::join_paths(places)?,
        files,
    })
}

/// One call of cargo, so that the packages share what they depend on, with the features that any of them asks for.
fn build_packages(
    packages: &[String],
    rustflags: &str,
) -> Result<HashMap<String, PathBuf>, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "build",
            "--release",
            "--locked",
            "--message-format=json-render-diagnostics",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    // What cargo has told this program of its own package is not for the packages there: ring is built again for it.
    let own = std::env::vars_os().map(|(name, _)| name);
    for name in own.filter(|name| is_of_a_package(name)) {
        command.env_remove(name);
    }
    if !rustflags.is_empty() {
        // With other flags cargo builds everything again, in the place of what it has built.
        let apart = format!("target/{rustflags}");
        command
            .args(["--target-dir", &apart])
            .env("RUSTFLAGS", rustflags);
    }
    for package in packages {
        command.args(["--package", package]);
    }
    let messages = output(&mut command)?;
    Ok(messages.lines().filter_map(library).collect())
}

fn is_of_a_package(variable: &OsStr) -> bool {
    let variable = variable.to_string_lossy();
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_")
}

fn output(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let output = command.stderr(Stdio::inherit()).output()?;
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout)?),
        false => Err(format!("{command:?} failed").into()),
    }
}

/// The package and the file of a shared library, from one of cargo's messages.
fn library(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message.pointer("/target/kind/0")?.as_str()? != "cdylib" {
        return None;
    }
    let package = message.pointer("/target/name")?.as_str()?.replace('_', "-");
    let file = message.pointer("/filenames/0")?.as_str()?;
    Some((package, PathBuf::from(file)))
}

/// Writes build number `number` of `library` to `place`, by rename.
pub fn publish(library: &Path, number: u32, place: &Path) -> Result<(), Box<dyn Error>> {
    let mut bytes = fs::read(library)?;
    let mark = MARK.as_bytes();
    let found = bytes.windows(mark.len()).position(|window| window == mark);
    let digits =
        found.ok_or_else(|| format!("{}: no build number", library.display()))? + mark.len();
    bytes[digits..digits + 6].copy_from_slice(format!("{number:06}").as_bytes());
    let half_written = place.with_extension("tmp");
    fs::write(&half_written, bytes)?;
    Ok(fs::rename(half_written, place)?)
}
