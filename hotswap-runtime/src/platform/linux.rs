//! Linux, and other systems with ELF: a copy is a file like any other.

use std::io;
use std::path::Path;

use rustix::fs::StatVfsMountFlags;

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

/// Whether a directory is on a file system that is mounted `noexec` (see mmap(2), `EPERM`).
pub(crate) fn is_noexec(directory: &Path) -> bool {
    rustix::fs::statvfs(directory).is_ok_and(|it| it.f_flag.contains(StatVfsMountFlags::NOEXEC))
}
