//! Windows: a file that is mapped can neither be written nor removed, and a debugger holds on to the `.pdb` that a
//! library names. So the copy names a copy of that, and cargo is free to build the next version.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::pdb;

/// Has the copy name debug information of its own, and copies that. Without it there are no names, and no error.
pub(crate) fn prepare(bytes: &mut [u8], origin: &Path, copy: &Path) {
    let own = copy.with_extension("pdb");
    let Some(name) = own.file_name().and_then(|it| it.to_str()) else {
        return;
    };
    let Some(named) = pdb::rename(bytes, name) else {
        return;
    };
    // Beside the library, where it was published; or where cargo has built it.
    let beside = origin.with_extension("pdb");
    if std::fs::copy(&beside, &own).is_err() {
        let _ = std::fs::copy(Path::new(&named), &own);
    }
}

/// Nothing.
///
/// # Errors
///
/// None.
pub(crate) fn finish(_copy: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes the copy, and what was copied with it. One that is still mapped stays until a later process finds the
/// directory without an owner.
///
/// # Errors
///
/// What the system says, unless it is that.
pub(crate) fn remove(copy: &Path) -> io::Result<()> {
    // It may not have been there.
    let _ = std::fs::remove_file(copy.with_extension("pdb"));
    match std::fs::remove_file(copy) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        done => done,
    }
}

/// Not asked here.
pub(crate) fn is_noexec(_directory: &Path) -> bool {
    false
}
