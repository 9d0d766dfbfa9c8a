//! Libraries in C and C++, made by the system's compilers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::build::{made_once, output_of};
use crate::directory::file_name;
use crate::toolchain::{Toolchain, hash_of};

/// A shared library in C, by the name that `-l` takes. It has its own file name for a soname, unless `flags` set another.
///
/// # Examples
///
/// ```no_run
/// let library = test_kit::cc_library("one", "int one(void) { return 1; }", &[]);
/// assert_eq!(library.file_name().unwrap(), "libone.so");
/// ```
pub fn cc_library(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    let file = file_name(name);
    let soname = format!("-Wl,-soname,{file}");
    let first = ["-shared", "-fPIC", "-pthread", &soname];
    compile("cc", &format!("{name}.c"), source, &first, flags, &file)
}

/// An object file in C.
pub fn cc_object(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    let first = ["-c", "-fPIC", "-pthread"];
    let (from, to) = (format!("{name}.c"), format!("{name}.o"));
    compile("cc", &from, source, &first, flags, &to)
}

/// An object file in C++, to be linked with `-lstdc++`.
pub fn cpp_object(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    let first = ["-c", "-fPIC", "-pthread"];
    let (from, to) = (format!("{name}.cpp"), format!("{name}.o"));
    compile("c++", &from, source, &first, flags, &to)
}

/// Compiles one file, once for each content: what it makes is kept.
fn compile(
    program: &str,
    from: &str,
    source: &str,
    first: &[&str],
    last: &[&str],
    to: &str,
) -> PathBuf {
    let units = Toolchain::current().directory().join("units");
    let key = hash_of((program, from, source, first, last, to));
    let place = units.join(format!("{key:016x}"));
    made_once(&units, &place, |scratch| {
        fs::write(scratch.join(from), source).expect("the target directory can be written to");
        let mut command = Command::new(program);
        command.args(first).args(["-o", to, from]).args(last);
        output_of(command.current_dir(scratch));
    });
    place.join(to)
}
