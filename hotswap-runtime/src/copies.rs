//! Private copies: the loader opens a copy, never the file in the plugin directory.
//!
//! The system's loader tells libraries apart by path and by inode, and hands back an old one for either.
//! So each load gets a file of its own, under a name that this process has not used before.
//!
//! All copies of a process lie in one directory, which holds a lock for as long as the process lives: so
//! the next start can tell what a killed process left behind, and removes it. No other user may look
//! into it, under any umask: what is put in the place of a copy before it is opened would be run.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

use crate::file_identity::FileIdentity;
use crate::inspect::open_at_once;
use crate::log::{TARGET, log};
use crate::platform;

const PREFIX: &str = "hotswap-";
const LOCK: &str = "lock";

/// The directory that the private copies of one swapper lie in. Removed with the last of them.
#[derive(Debug)]
pub(crate) struct CopyDir {
    dir: TempDir,
    lock: File,
    process: u32,
}

/// A private copy. The file is deleted on drop; what is mapped of it stays.
#[derive(Debug)]
pub(crate) struct PrivateCopy {
    path: PathBuf,
    dir: Arc<CopyDir>,
}

impl CopyDir {
    /// Makes a directory below `parent`, and removes those that dead processes left there.
    pub(crate) fn new(parent: &Path) -> io::Result<Self> {
        remove_abandoned(parent);
        loop {
            let prefix = format!("{PREFIX}{}-", std::process::id());
            let mut builder = tempfile::Builder::new();
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
            let dir = builder.prefix(&prefix).tempdir_in(parent)?;
            let path = dir.path().join(LOCK);
            let lock = match File::create(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                lock => lock?,
            };
            lock.lock()?;
            let made = Self {
                dir,
                lock,
                process: std::process::id(),
            };
            // Another process that starts just now may have taken it for abandoned before it was locked.
            if made.is_there() {
                return Ok(made);
            }
        }
    }

    /// Whether this process has made it. A child that was forked leaves it alone.
    fn is_own(&self) -> bool {
        std::process::id() == self.process
    }

    /// Whether the directory is still the one that was made. Some systems remove old files from the temporary
    /// directory; then anybody may make another one of that name.
    pub(crate) fn is_there(&self) -> bool {
        let lock = std::fs::symlink_metadata(self.dir.path().join(LOCK));
        match (lock, self.lock.metadata()) {
            (Ok(found), Ok(held)) => FileIdentity::new(&found).is_file(&FileIdentity::new(&held)),
            _ => false,
        }
    }

    /// Where the copies are.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The path for the next copy of the plugin `name`. No path is given twice.
    pub(crate) fn next_path(&self, name: &str) -> PathBuf {
        // Counted for the whole process: the loader sees the paths of all swappers.
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let suffix = std::env::consts::DLL_SUFFIX;
        // The name is for people who look at a process; file names have a limit.
        let name: String = name.chars().take(32).collect();
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
            dir: Arc::clone(dir),
        };
        file.write_all(bytes)?;
        drop(file);
        platform::finish(path)?;
        Ok(copy)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The directory that it is in.
    pub(crate) fn directory(&self) -> &Path {
        self.dir.path()
    }

    /// Whether it lies on a file system from which no code may be mapped.
    pub(crate) fn is_on_noexec(&self) -> bool {
        platform::is_noexec(self.directory())
    }
}

impl Drop for CopyDir {
    fn drop(&mut self) {
        self.dir.disable_cleanup(!self.is_own());
    }
}

impl Drop for PrivateCopy {
    fn drop(&mut self) {
        if !self.dir.is_own() {
            return;
        }
        if let Err(error) = platform::remove(&self.path) {
            let path = self.path.display();
            log(
                || tracing::warn!(name: "copy_left", target: TARGET, %path, %error, "cannot remove a private copy"),
            );
        }
    }
}

/// Removes the directories whose processes are gone: those whose lock is free.
fn remove_abandoned(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let path = entry.path();
        if !entry.file_name().to_str().is_some_and(is_ours) {
            continue;
        }
        // Held until the directory is gone: a process that is just making it waits, and then sees that it is gone.
        let lock = lock_of_the_dead(&path);
        if lock.is_some() || is_half_made(&path) {
            let (removed, path) = (std::fs::remove_dir_all(&path), path.display());
            log(|| match &removed {
                Ok(()) => {
                    tracing::info!(name: "leftovers_removed", target: TARGET, %path, "removed what a dead process left")
                }
                Err(error) => {
                    tracing::debug!(name: "leftovers_left", target: TARGET, %path, %error, "cannot remove what a dead process left");
                }
            });
        }
    }
}

/// Whether a directory has a name as [`CopyDir::new`] gives it: `hotswap-1234-Xy12Zz`.
fn is_ours(name: &str) -> bool {
    maker(name).is_some()
}

/// Whether a directory of this name is one that this process has made its private copies in.
pub(crate) fn is_of_this_process(name: &str) -> bool {
    maker(name) == Some(std::process::id())
}

/// The process that has made the directory of this name.
fn maker(name: &str) -> Option<u32> {
    let (pid, _) = name.strip_prefix(PREFIX)?.split_once('-')?;
    pid.parse().ok()
}

/// Whether a directory without a lock was left by a process that died while it made or removed it. If its
/// maker lives after all, where this process does not see it, it notices, and makes another.
fn is_half_made(dir: &Path) -> bool {
    let is_locked = dir.join(LOCK).symlink_metadata().is_ok();
    let name = dir.file_name().and_then(|name| name.to_str());
    !is_locked && name.and_then(maker).is_some_and(is_dead)
}

#[cfg(unix)]
fn is_dead(pid: u32) -> bool {
    let pid = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    // No signal is sent: the system only says whether the process exists.
    pid.is_some_and(|pid| rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
}

/// Other systems are not asked.
#[cfg(not(unix))]
fn is_dead(_pid: u32) -> bool {
    false
}

/// The lock of a directory, if it is free. A directory without a lock may just be under construction.
fn lock_of_the_dead(dir: &Path) -> Option<File> {
    let path = dir.join(LOCK);
    if !path.symlink_metadata().is_ok_and(|it| it.is_file()) {
        return None;
    }
    // Its owner may have made a pipe of it meanwhile.
    let (lock, _) = open_at_once(&path).ok()?;
    lock.try_lock().ok()?;
    Some(lock)
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
    #[cfg(unix)]
    fn nobody_else_may_look_into_the_directory() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let dir = CopyDir::new(parent.path()).unwrap();
        let mode = dir.dir.path().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    #[cfg(unix)]
    fn a_directory_that_was_put_in_the_place_of_a_removed_one_is_not_taken_for_it() {
        let parent = tempfile::tempdir().unwrap();
        let dir = CopyDir::new(parent.path()).unwrap();
        assert!(dir.is_there());
        std::fs::remove_dir_all(dir.dir.path()).unwrap();
        assert!(!dir.is_there());
        std::fs::create_dir(dir.dir.path()).unwrap();
        std::fs::write(dir.dir.path().join(LOCK), "").unwrap();
        assert!(!dir.is_there());
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

    #[test]
    #[cfg(unix)]
    fn what_a_process_left_that_died_before_there_was_a_lock_is_removed() {
        let parent = tempfile::tempdir().unwrap();
        // No process has this number: it is beyond what systems give out.
        let dead = parent.path().join("hotswap-2147483647-dead");
        let living = parent
            .path()
            .join(format!("hotswap-{}-half", std::process::id()));
        for path in [&dead, &living] {
            std::fs::create_dir(path).unwrap();
            std::fs::write(path.join("world-1.so"), "x").unwrap();
        }
        let _next = CopyDir::new(parent.path()).unwrap();
        assert!(!dead.exists());
        assert!(living.exists());
    }

    #[test]
    fn processes_that_start_at_once_leave_each_others_directories_alone() {
        let parent = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..2_000 {
                        assert!(CopyDir::new(parent.path()).unwrap().is_there());
                    }
                });
            }
        });
    }

    #[test]
    fn what_only_looks_like_ours_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["hotswap-notes", "hotswap-12", "hotswap-x-y", "other-1-x"] {
            let path = parent.path().join(name);
            std::fs::create_dir(&path).unwrap();
            std::fs::write(path.join(LOCK), "").unwrap();
        }
        CopyDir::new(parent.path()).unwrap();
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 4);
    }
}
