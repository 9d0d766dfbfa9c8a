//! Opening a library's file: no pipe that never answers, and nothing that is larger than all memory.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use super::error::Fault;

/// More than any library has. A file may say that it is larger than all memory, and hold nothing.
const LARGEST: u64 = 2 << 30;

/// Opens a file as large as libraries are.
///
/// # Errors
///
/// [`Fault::Unreadable`], [`Fault::NotAFile`] and [`Fault::TooLarge`].
pub(crate) fn open_library(path: &Path) -> Result<(File, Metadata), Fault> {
    let (file, metadata) = open_at_once(path).map_err(Fault::Unreadable)?;
    if !metadata.is_file() {
        return Err(Fault::NotAFile);
    }
    if metadata.len() > LARGEST {
        return Err(Fault::TooLarge {
            size: metadata.len(),
            largest: LARGEST,
        });
    }
    Ok((file, metadata))
}

/// Opens a file of any kind. It does not wait until a pipe is written to.
///
/// # Errors
///
/// What the system says.
pub(crate) fn open_at_once(path: &Path) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.read(true).open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}
