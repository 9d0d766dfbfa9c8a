//! The environment of child processes.
//!
//! `cargo run` tells its program about the program's own package (`CARGO_MANIFEST_DIR`, `CARGO_PKG_NAME`, …).
//! Were that passed on, build scripts that look at such a variable would run again whenever the way cargo was
//! called changes, and with them all that depends on them.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

const TARGET_DIR: &str = "CARGO_TARGET_DIR";

/// Takes out of a command's environment what concerns us alone.
pub(crate) fn clean(command: &mut Command) {
    for name in cleaned() {
        command.env_remove(name);
    }
    if let Some(dir) = target_dir() {
        command.env(TARGET_DIR, dir);
    }
}

/// The variables that concern this program alone.
pub(crate) fn cleaned() -> impl Iterator<Item = OsString> {
    let names = std::env::vars_os().map(|(name, _)| name);
    names.filter(|name| name.to_str().is_some_and(is_about_a_package))
}

fn is_about_a_package(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || [
            "CARGO_CRATE_NAME",
            "CARGO_PRIMARY_PACKAGE",
            "CARGO_TARGET_TMPDIR",
        ]
        .contains(&name)
}

/// A relative target directory means: from where we were called, wherever cargo is started.
fn target_dir() -> Option<PathBuf> {
    let dir = std::env::var_os(TARGET_DIR)?;
    std::path::absolute(dir).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_describes_a_package_goes_and_what_configures_cargo_stays() {
        for name in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_BIN_NAME"] {
            assert!(is_about_a_package(name), "{name}");
        }
        for name in [
            "CARGO",
            "CARGO_HOME",
            "CARGO_BUILD_JOBS",
            "CARGO_TARGET_DIR",
        ] {
            assert!(!is_about_a_package(name), "{name}");
        }
    }
}
