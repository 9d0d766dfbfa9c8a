//! Linux, and other systems with ELF: a copy is a file like any other.

use std::io;
use std::path::Path;

/// Nothing.
pub(crate) fn prepare(_bytes: &mut [u8], _origin: &Path, _copy: &Path) {}

/// Nothing.
///
/// # Errors
///
/// None.
pub(crate) fn finish(_copy: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes the file. Who has it mapped keeps it.
///
/// # Errors
///
/// What the system says.
pub(crate) fn remove(copy: &Path) -> io::Result<()> {
    std::fs::remove_file(copy)
}
