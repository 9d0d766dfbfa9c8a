//! Files that have nothing to do with hotswap: what else may lie in a plugin directory.

use std::path::PathBuf;

use crate::build::{Output, Unit};
use crate::toolchain::Toolchain;

/// A dynamic library. `flags` are those of rustc.
pub fn rustc_cdylib(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    build(Output::Cdylib, name, source, flags)
}

/// A dynamic library for other crates of this compiler, which shares `std` with them.
pub fn rustc_dylib(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    build(Output::Dylib, name, source, flags)
}

/// An executable.
pub fn rustc_executable(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    build(Output::Executable, name, source, flags)
}

/// A static library of Rust's own format.
pub fn rustc_rlib(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    build(Output::Rlib, name, source, flags)
}

/// An object file that is not linked.
pub fn rustc_object(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    build(Output::Object, name, source, flags)
}

fn build(output: Output, name: &str, source: &str, flags: &[&str]) -> PathBuf {
    let mut all = vec!["--edition=2024".to_owned(), "-Cstrip=debuginfo".to_owned()];
    all.extend(flags.iter().map(|&flag| flag.to_owned()));
    let unit = Unit {
        toolchain: &Toolchain::current(),
        output,
        crate_name: name,
        source,
        flags: all,
        env: Vec::new(),
    };
    unit.build(())
}
