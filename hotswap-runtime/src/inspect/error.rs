//! Why a file is not loaded.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use hotswap::manifest::ManifestError;
use thiserror::Error;

/// A file that is not loaded, and why.
///
/// Its text is one line that begins with the path and says what to do; what lies behind it, if anything,
/// is its [`source`](std::error::Error::source).
#[derive(Debug)]
#[non_exhaustive]
pub struct InspectError {
    /// The file, as it was given.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: Fault,
}

impl InspectError {
    pub(super) fn new(path: &Path, fault: Fault) -> Self {
        Self {
            path: path.to_owned(),
            fault,
        }
    }
}

impl fmt::Display for InspectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.fault {
            // Its own sentences.
            Fault::Manifest(error) => write!(f, "{path}: {error}"),
            fault => write!(f, "{path} {fault}"),
        }
    }
}

impl std::error::Error for InspectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.fault)
    }
}

/// What is wrong with a file. The texts go on from the name of the file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The system does not give its content.
    #[error("cannot be read: check that it exists and that this process may read it")]
    Unreadable(#[source] io::Error),
    /// It is a directory, a pipe, a device.
    #[error("is not a regular file: give the path of a library")]
    NotAFile,
    /// It is larger than any library.
    #[error(
        "has {size} bytes, more than the limit of {largest} for a library: strip its debug information, or check the path"
    )]
    #[non_exhaustive]
    TooLarge {
        /// Its size.
        size: u64,
        /// The limit.
        largest: u64,
    },
    /// There is nothing in it.
    #[error(
        "is empty: write the library elsewhere, and rename it to this path when it is complete"
    )]
    Empty,
    /// It is something else.
    #[error("is not a shared library but {looks_like}: build the plugin as a cdylib")]
    #[non_exhaustive]
    NotALibrary {
        /// What it seems to be, with its article.
        looks_like: &'static str,
    },
    /// Its end is missing.
    #[error(
        "is truncated ({found} bytes of at least {expected}): copy it again, and rename it to this path when it \
         is complete"
    )]
    #[non_exhaustive]
    Truncated {
        /// How long it should be at least.
        expected: u64,
        /// How long it is.
        found: u64,
    },
    /// There is something behind its end that is not a seal.
    #[error("has {extra} trailing bytes that are not a complete seal: copy or publish it again")]
    #[non_exhaustive]
    Trailing {
        /// How many bytes.
        extra: u64,
    },
    /// It has a seal, and is not what was sealed.
    #[error(
        "does not match its seal, so it was damaged or changed after it was published: publish it \
         again"
    )]
    BrokenSeal,
    /// Opening it could crash the process.
    #[error("is damaged: build or copy it again")]
    Damaged(#[source] Damage),
    /// Another processor.
    #[error(
        "is built for {found}, but this host runs on {host}: rebuild the plugin with --target {target}"
    )]
    #[non_exhaustive]
    WrongArchitecture {
        /// The architecture that it is for.
        found: String,
        /// The architecture of this process.
        host: &'static str,
        /// The target triple of this process.
        target: String,
    },
    /// Another operating system, or another C library.
    #[error("is built for {found}: rebuild the plugin with --target {target}, for this host")]
    #[non_exhaustive]
    WrongSystem {
        /// The system or the target triple that it is for.
        found: String,
        /// The target triple of this process.
        target: String,
    },
    /// It can be run or linked, but not loaded.
    #[error(
        "is {found}, not a shared library: set crate-type = [\"cdylib\"] in the plugin's Cargo.toml"
    )]
    #[non_exhaustive]
    NotShared {
        /// What it is, with its article.
        found: &'static str,
    },
    /// It has no manifest.
    #[error("is not a hotswap plugin: nothing in it is marked with #[hotswap::plugin]")]
    NotAPlugin,
    /// Its manifest is not one that this host takes.
    #[error("{0}")]
    Manifest(ManifestError),
    /// A panic in it would end the process.
    #[error(
        "is compiled with panic = \"{panic}\", so a panic in plugin {plugin} would end this \
         process: remove that line from the profile in Cargo.toml"
    )]
    #[non_exhaustive]
    PanicStrategy {
        /// The plugin's name.
        plugin: String,
        /// The strategy.
        panic: String,
    },
    /// It has the host's side of hotswap in it, whose threads would run on when it is unloaded.
    #[error(
        "links hotswap-runtime, so plugin {plugin} would be a host itself: depend on `hotswap` and an api crate \
         only, and keep the code that uses `hotswap_runtime::Swapper` in the host"
    )]
    #[non_exhaustive]
    HasRuntime {
        /// The plugin's name.
        plugin: String,
    },
    /// The symbol that its manifest names is not there.
    #[error(
        "does not export {symbol}, the root that its manifest names: do not strip or hide the \
         symbols of a plugin"
    )]
    #[non_exhaustive]
    MissingRoot {
        /// The symbol.
        symbol: String,
    },
    /// The symbol that its manifest names is not a root.
    #[error("has an invalid root at {symbol}: build it again")]
    #[non_exhaustive]
    BadRoot {
        /// The symbol.
        symbol: String,
        /// What is wrong with it.
        source: Damage,
    },
}

impl From<Damage> for Fault {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

/// The first place in a library that makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    what: &'static str,
    number: Option<usize>,
}

impl Damage {
    pub(super) const fn new(what: &'static str) -> Self {
        Self { what, number: None }
    }

    /// The same, of the entry `number` of a table.
    pub(super) const fn of(number: usize, what: &'static str) -> Self {
        Self {
            what,
            number: Some(number),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "{} (number {number})", self.what),
            None => f.write_str(self.what),
        }
    }
}

impl std::error::Error for Damage {}

/// What a rule of this module gives.
pub(super) type Checked<T = ()> = Result<T, Damage>;

/// `Ok` if `holds`.
pub(super) fn ensure(holds: bool, otherwise: &'static str) -> Checked {
    if holds {
        Ok(())
    } else {
        Err(Damage::new(otherwise))
    }
}

/// `Ok` if `holds` for the entry `number` of a table.
pub(super) fn ensure_of(number: usize, holds: bool, otherwise: &'static str) -> Checked {
    if holds {
        Ok(())
    } else {
        Err(Damage::of(number, otherwise))
    }
}
