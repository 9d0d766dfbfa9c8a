//! macOS: the mark in a copy breaks its signature, and the system kills a process that maps one like that.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Nothing.
pub(crate) fn prepare(_bytes: &mut [u8], _origin: &Path, _copy: &Path) {}

/// Signs the copy ad hoc, as the linker has signed the library. Its name and inode are new, so the system has no
/// signature for them in its cache.
///
/// # Errors
///
/// If the system's `codesign` cannot be run, or fails.
pub(crate) fn finish(copy: &Path) -> io::Result<()> {
    let signed = Command::new("/usr/bin/codesign")
        .args(["--sign", "-", "--force"])
        .arg(copy)
        .stdin(Stdio::null())
        .output()?;
    if signed.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&signed.stderr);
    Err(io::Error::other(format!("codesign: {}", text.trim())))
}

/// Removes the file. Who has it mapped keeps it.
///
/// # Errors
///
/// What the system says.
pub(crate) fn remove(copy: &Path) -> io::Result<()> {
    std::fs::remove_file(copy)
}

/// Not asked here.
pub(crate) fn is_noexec(_directory: &Path) -> bool {
    false
}
