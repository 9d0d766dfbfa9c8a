//! The identity of a file: shows whether it has changed, without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// Shows whether a file has changed, without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileIdentity {
    len: u64,
    modified: Option<SystemTime>,
    system: SystemIdentity,
    /// The file was so new when it was looked at that a further write might not move its times. It is
    /// read again the next time (git calls such a file "racily clean").
    racy: bool,
}

/// What the system adds to size and time: change time, inode and device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SystemIdentity {
    #[cfg(unix)]
    changed: (i64, i64),
    #[cfg(unix)]
    file: (u64, u64),
}

impl FileIdentity {
    /// File systems keep times no finer than the kernel's clock tick, which is at most 10 ms.
    pub(crate) const TICK: Duration = Duration::from_millis(20);

    pub(crate) fn new(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        let modified = metadata.modified().ok();
        #[cfg(unix)]
        let changed = SystemTime::UNIX_EPOCH
            .checked_add(Duration::new(metadata.ctime().try_into().unwrap_or(0), 0))
            .and_then(|time| {
                time.checked_add(Duration::from_nanos(
                    metadata.ctime_nsec().try_into().unwrap_or(0),
                ))
            });
        #[cfg(not(unix))]
        let changed = modified;
        let age = modified
            .max(changed)
            .and_then(|time| SystemTime::now().duration_since(time).ok());
        Self {
            len: metadata.len(),
            modified,
            system: SystemIdentity {
                #[cfg(unix)]
                changed: (metadata.ctime(), metadata.ctime_nsec()),
                #[cfg(unix)]
                file: (metadata.dev(), metadata.ino()),
            },
            racy: age.is_none_or(|age| age < Self::TICK),
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Whether a file that was `self` and is `now` is sure to hold the same bytes.
    pub(crate) fn is_still(&self, now: &Self) -> bool {
        !self.racy && self.is_same(now)
    }

    /// Whether a file that is held open was not written to. (It may have been renamed or unlinked meanwhile.)
    pub(crate) fn was_not_written(&self, now: &Self) -> bool {
        (self.len, self.modified) == (now.len, now.modified)
    }

    /// Whether these are the same file, possibly with other content. (Where the system does not number files, all are.)
    pub(crate) fn is_file(&self, other: &Self) -> bool {
        #[cfg(unix)]
        return self.system.file == other.system.file;
        #[cfg(not(unix))]
        {
            let _ = other;
            true
        }
    }

    /// Whether the file was so new that another write may not show.
    pub(crate) fn is_racy(&self) -> bool {
        self.racy
    }

    /// Whether nothing that can be seen without reading has moved.
    pub(crate) fn is_same(&self, now: &Self) -> bool {
        (self.len, self.modified, self.system) == (now.len, now.modified, now.system)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_just_written_is_not_taken_for_unchanged() {
        let file = tempfile::tempfile().unwrap();
        let look = || FileIdentity::new(&file.metadata().unwrap());
        // To come: as new as can be, however long this test is held up.
        let later = SystemTime::now() + Duration::from_secs(3600);
        file.set_modified(later).unwrap();
        assert!(look().is_same(&look()) && !look().is_still(&look()));
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        std::thread::sleep(FileIdentity::TICK * 2);
        assert!(look().is_still(&look()));
    }
}
