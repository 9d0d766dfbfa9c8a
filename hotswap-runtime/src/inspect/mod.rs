//! Reading a library without running it.
//!
//! The system's loader is not made for files that are truncated, damaged or half-written: it crashes on them, and
//! constructors run before anything can be checked. So everything that can be known is found out before, from the bytes
//! alone:
//!
//! 1. Is the file complete? A [`seal`] finds every change. Without a seal, the file must end where its section table says.
//! 2. Is it a library for this machine? Everything that the loader will touch is checked.
//! 3. Is it a hotswap plugin for this version of hotswap? The manifest and the root say so.
//!
//! In an unsealed library, damage that is still valid goes undetected: in code or data, in the address of a function that
//! is called on opening, in a name that became another name. A seal finds these too.

// - `error`: why a file is not loaded
// - `file`: opens a file
// - `seal`, `hash`: what publishing appends
// - `elf`, `foreign`: the formats; `library_file`: the trait of both
// - `root`: the plugin's root table, as it is in the file
// - `host`, `kind`: what this process is, what other files look like
// - `mark`: shows that a library links this crate

mod elf;
mod error;
mod file;
mod foreign;
mod hash;
mod host;
mod kind;
mod library_file;
pub(crate) mod mark;
mod root;
pub mod seal;

use std::io::Read;
use std::path::Path;

use hotswap::manifest::{Manifest, SECTION};

use elf::Elf;
use foreign::Foreign;
use library_file::LibraryFile;

pub(crate) use elf::linkage::{Linkage, SearchPath, Wanted};
pub use error::{Damage, Fault, InspectError};
pub(crate) use file::{open_at_once, open_library};
pub use hash::ContentHash;

/// What a library says of itself, found sound.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inspection {
    /// The plugin and its items.
    pub manifest: Manifest,
    /// Where in the file the plugin's [`Root`](hotswap::root::Root) begins.
    pub root_offset: u64,
    /// Where it has the system's loader look for the libraries that it needs, in its own words: `$ORIGIN/../lib`. Empty
    /// where libraries are not ELF.
    pub search_path: Vec<String>,
    /// The libraries that it needs itself, by the names that the system's loader looks for: `libc.so.6`. Empty where
    /// libraries are not ELF. [`Needs`](crate::needs::Needs) says more.
    pub needed: Vec<String>,
    /// How many bytes of static thread-local storage it takes of the process each time that it is loaded; `None` if it
    /// does not depend on that kind. Many systems have little of it, and get none back.
    pub static_thread_locals: Option<u64>,
    /// The hash of its content, without the seal. It tells builds apart.
    pub build: ContentHash,
    /// Whether it has a seal.
    pub sealed: bool,
    /// Its size without the seal.
    pub size: u64,
}

/// Looks at a library's bytes. `path` is for messages only.
///
/// # Errors
///
/// [`InspectError`], whatever the bytes are; nothing panics, and no more is allocated than the file is
/// long.
///
/// # Examples
///
/// ```
/// use std::path::Path;
/// use hotswap_runtime::inspect::inspect;
///
/// let error = inspect(Path::new("world.so"), b"#!/bin/sh\n").unwrap_err();
/// assert!(error.to_string().starts_with("world.so is not a shared library but a script"));
/// ```
pub fn inspect(path: &Path, bytes: &[u8]) -> Result<Inspection, InspectError> {
    look(bytes, ContentHash::of).map_err(|fault| InspectError::new(path, fault))
}

/// The same as [`inspect`], where `hash`, that of [`seal::content`]`(bytes)`, is known already.
///
/// # Errors
///
/// As [`inspect`].
pub fn inspect_hashed(
    path: &Path,
    bytes: &[u8],
    hash: ContentHash,
) -> Result<Inspection, InspectError> {
    look(bytes, |_| hash).map_err(|fault| InspectError::new(path, fault))
}

/// Reads the file once, through one descriptor, and inspects it.
///
/// # Errors
///
/// As [`inspect`], and [`Fault::Unreadable`], [`Fault::NotAFile`], [`Fault::TooLarge`].
pub fn inspect_file(path: &Path) -> Result<Inspection, InspectError> {
    inspect(path, &read(path)?)
}

/// Reads a library's file, through one descriptor.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, InspectError> {
    read_all(path).map_err(|fault| InspectError::new(path, fault))
}

fn read_all(path: &Path) -> Result<Vec<u8>, Fault> {
    let (file, metadata) = open_library(path)?;
    let mut bytes = Vec::new();
    // No more than it had: a log that grows does so while it is read.
    let read = file.take(metadata.len()).read_to_end(&mut bytes);
    read.map_err(Fault::Unreadable)?;
    Ok(bytes)
}

fn look(bytes: &[u8], hash: impl Fn(&[u8]) -> ContentHash) -> Result<Inspection, Fault> {
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    let (content, seal) = seal::split(bytes);
    let build = hash(content);
    if seal.is_some_and(|seal| !seal.fits(content, build)) {
        return Err(Fault::BrokenSeal);
    }
    let sealed = seal.is_some();
    if READS_ELF {
        inspection(&Elf::read(content)?, content, build, sealed)
    } else {
        inspection(&Foreign::read(content)?, content, build, sealed)
    }
}

fn inspection<'a>(
    library: &impl LibraryFile<'a>,
    content: &[u8],
    build: ContentHash,
    sealed: bool,
) -> Result<Inspection, Fault> {
    let (manifest, root_offset) = plugin(library)?;
    Ok(Inspection {
        manifest,
        root_offset,
        search_path: library.search_path(),
        needed: library.needed(),
        static_thread_locals: library.static_thread_locals(),
        build,
        sealed,
        size: content.len() as u64,
    })
}

/// What a library that passed inspection offers and wants by name; `None` where libraries are not ELF.
pub(crate) fn linkage(bytes: &[u8]) -> Option<Linkage> {
    let (content, _) = seal::split(bytes);
    Linkage::read(content).ok().filter(|_| READS_ELF)
}

/// Whether libraries of this host are 64-bit little-endian ELF.
const READS_ELF: bool = cfg!(all(
    unix,
    not(target_vendor = "apple"),
    target_pointer_width = "64",
    target_endian = "little",
    any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "riscv64"
    ),
));

/// The manifest of a library, and where its root is.
fn plugin<'a>(library: &impl LibraryFile<'a>) -> Result<(Manifest, u64), Fault> {
    let section = library.section(SECTION).ok_or(Fault::NotAPlugin)?;
    let manifest = Manifest::read(section).map_err(Fault::Manifest)?;
    host::check_target(&manifest.plugin.target)?;
    check_panic(&manifest)?;
    check_runtime(library, &manifest)?;
    let symbol = &manifest.plugin.root;
    let bad = |source| Fault::BadRoot {
        symbol: symbol.clone(),
        source,
    };
    let place = library
        .symbol(symbol)
        .map_err(bad)?
        .ok_or_else(|| Fault::MissingRoot {
            symbol: symbol.clone(),
        })?;
    root::check(place).map_err(bad)?;
    Ok((manifest, place.offset))
}

/// A plugin that is a host itself has threads of the runtime, and nothing ends them before the plugin is closed.
fn check_runtime<'a>(library: &impl LibraryFile<'a>, manifest: &Manifest) -> Result<(), Fault> {
    match library.section(mark::SECTION) {
        None => Ok(()),
        Some(_) => Err(Fault::HasRuntime {
            plugin: manifest.plugin.name.clone(),
        }),
    }
}

fn check_panic(manifest: &Manifest) -> Result<(), Fault> {
    let plugin = &manifest.plugin;
    if plugin.panic == "unwind" {
        return Ok(());
    }
    Err(Fault::PanicStrategy {
        plugin: plugin.name.clone(),
        panic: plugin.panic.clone(),
    })
}
