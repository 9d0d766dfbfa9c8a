//! Private copies: what is opened is never the file in the plugin directory.
//!
//! The system's loader tells libraries apart by path and by inode, and hands back an old one for either.
//! So each load gets a file of its own, under a name that this process has not used before.
//!
//! All copies of a process lie in one directory, which holds a lock for as long as the process lives: so
//! the next start can tell what a killed process left behind, and removes it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

const PREFIX: &str = "hotswap-";
const LOCK: &str = "lock";

/// The directory that the private copies of one swapper lie in. Removed with the last of them.
#[derive(Debug)]
pub(crate) struct CopyDir {
    dir: TempDir,
    _lock: File,
}

/// A private copy. The file is deleted on drop; what is mapped of it stays.
#[derive(Debug)]
pub(crate) struct PrivateCopy {
    path: PathBuf,
    _dir: Arc<CopyDir>,
}

impl CopyDir {
    /// Makes a directory below `parent`, and removes those that dead processes left there.
    pub(crate) fn new(parent: &Path) -> io::Result<Self> {
        remove_abandoned(parent);
        let dir = tempfile::Builder::new()
            .prefix(&format!("{PREFIX}{}-", std::process::id()))
            .tempdir_in(parent)?;
        let lock = File::create(dir.path().join(LOCK))?;
        lock.lock()?;
        Ok(Self { dir, _lock: lock })
    }

    /// Where the next copy of the plugin `name` goes. Never gives one path twice.
    pub(crate) fn next_path(&self, name: &str) -> PathBuf {
        // Counted for the whole process: the loader sees the paths of all swappers.
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let suffix = std::env::consts::DLL_SUFFIX;
        self.dir.path().join(format!("{name}-{number}{suffix}"))
    }
}

impl PrivateCopy {
    /// Writes `bytes` to `path`, which must not exist.
    pub(crate) fn write(dir: &Arc<CopyDir>, path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        // From here on the file is removed again, also when writing fails.
        let copy = Self {
            path: path.to_owned(),
            _dir: Arc::clone(dir),
        };
        file.write_all(bytes)?;
        Ok(copy)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for PrivateCopy {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "cannot remove a private copy");
        }
    }
}

/// Removes the directories whose processes are gone: those whose lock is free.
fn remove_abandoned(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_ours = entry
            .file_name()
            .to_str()
            .is_some_and(|name| name.starts_with(PREFIX));
        let path = entry.path();
        if is_ours && is_abandoned(&path) {
            match std::fs::remove_dir_all(&path) {
                Ok(()) => {
                    tracing::info!(path = %path.display(), "removed what a dead process left")
                }
                Err(error) => {
                    tracing::debug!(path = %path.display(), %error, "cannot remove what a dead process left");
                }
            }
        }
    }
}

/// Whether a directory has a lock that nobody holds. One without a lock may just be being made.
fn is_abandoned(dir: &Path) -> bool {
    File::open(dir.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_removed_on_drop_and_the_directory_with_the_last() {
        let parent = tempfile::tempdir().unwrap();
        let dir = Arc::new(CopyDir::new(parent.path()).unwrap());
        let path = dir.next_path("world");
        let copy = PrivateCopy::write(&dir, &path, b"abc").unwrap();
        assert_eq!(std::fs::read(copy.path()).unwrap(), b"abc");
        drop(dir);
        assert!(path.exists());
        drop(copy);
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn no_path_is_given_twice() {
        let parent = tempfile::tempdir().unwrap();
        let first = CopyDir::new(parent.path()).unwrap();
        let second = CopyDir::new(parent.path()).unwrap();
        assert_ne!(
            first.next_path("a").file_name(),
            second.next_path("a").file_name()
        );
        assert_ne!(first.next_path("a"), first.next_path("a"));
    }

    #[test]
    fn what_a_dead_process_left_is_removed_and_what_a_living_one_holds_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let living = CopyDir::new(parent.path()).unwrap();
        let dead = parent.path().join("hotswap-1-dead");
        std::fs::create_dir(&dead).unwrap();
        std::fs::write(dead.join(LOCK), "").unwrap();
        std::fs::write(dead.join("world-1.so"), "x").unwrap();
        let _next = CopyDir::new(parent.path()).unwrap();
        assert!(!dead.exists());
        assert!(living.dir.path().exists());
    }
}
