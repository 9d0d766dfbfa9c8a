//! What this process runs on, and whether a plugin's target fits it.

use std::sync::LazyLock;

use hotswap::manifest::{Manifest, PluginRecord};

use super::error::Fault;

/// The target triple that this host is compiled for.
pub(super) fn target() -> &'static str {
    static TARGET: LazyLock<String> = LazyLock::new(|| {
        // The record that a plugin compiled together with this host would have.
        const RECORD: PluginRecord = PluginRecord {
            name: "host",
            version: "",
            panic: "",
            root: "hotswap2_root_host",
            exports: None,
            imports: &[],
        };
        const BYTES: [u8; RECORD.encoded_len()] = RECORD.encode();
        Manifest::read(&BYTES).map_or_else(
            |_| std::env::consts::ARCH.to_owned(),
            |manifest| manifest.plugin.target,
        )
    });
    &TARGET
}

/// The fault of a library for the architecture `found`.
pub(super) fn wrong_architecture(found: String) -> Fault {
    Fault::WrongArchitecture {
        found,
        host: std::env::consts::ARCH,
        target: target().to_owned(),
    }
}

/// The fault of a library for the system or target `found`.
pub(super) fn wrong_system(found: &str) -> Fault {
    Fault::WrongSystem {
        found: found.to_owned(),
        target: target().to_owned(),
    }
}

/// A plugin's target must have this host's system and C library.
///
/// The maker of a machine does not matter, and the architecture is checked where it cannot lie: in the
/// library itself. Custom targets (`my-board`) say nothing, and pass.
pub(super) fn check_target(found: &str) -> Result<(), Fault> {
    if system(found).is_some_and(|found| Some(found) != system(target())) {
        return Err(wrong_system(found));
    }
    Ok(())
}

/// Operating system and C library of a target triple, if it is one.
fn system(triple: &str) -> Option<(&'static str, &'static str)> {
    const SYSTEMS: [&str; 9] = [
        "android",
        "linux",
        "darwin",
        "ios",
        "windows",
        "freebsd",
        "netbsd",
        "openbsd",
        "dragonfly",
    ];
    // `gnueabihf` is `gnu` on a processor whose other calling convention is told by the ELF header.
    const LIBRARIES: [&str; 5] = ["gnu", "musl", "msvc", "uclibc", "ohos"];
    let named = |names: &[&'static str]| {
        let part = |name: &&&str| triple.split('-').any(|part| part.starts_with(**name));
        names.iter().find(part).copied()
    };
    Some((named(&SYSTEMS)?, named(&LIBRARIES).unwrap_or("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triple_is_read_for_system_and_c_library() {
        let cases = [
            ("x86_64-unknown-linux-gnu", Some(("linux", "gnu"))),
            ("armv7-unknown-linux-gnueabihf", Some(("linux", "gnu"))),
            ("x86_64-alpine-linux-musl", Some(("linux", "musl"))),
            ("aarch64-linux-android", Some(("android", ""))),
            ("aarch64-apple-darwin", Some(("darwin", ""))),
            ("x86_64-pc-windows-msvc", Some(("windows", "msvc"))),
            ("my-board", None),
            ("", None),
        ];
        for (triple, expected) in cases {
            assert_eq!(system(triple), expected, "{triple}");
        }
    }

    #[test]
    fn the_target_of_this_host_fits_it() {
        assert!(target().contains('-'), "{}", target());
        assert!(check_target(target()).is_ok());
    }

    #[test]
    fn another_system_is_refused_with_the_target_to_build_for() {
        let error = check_target("x86_64-unknown-freebsd").unwrap_err();
        assert!(error.to_string().contains(target()), "{error}");
    }

    #[test]
    fn a_target_that_somebody_made_up_passes() {
        assert!(check_target("my-board").is_ok());
    }
}
