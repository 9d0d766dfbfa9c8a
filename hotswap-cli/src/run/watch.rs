//! Edits, as they come.
//!
//! One save is several events, and one command (a formatter, `git checkout`) several saves. They are taken
//! together: an edit is over when nothing has happened for [`QUIET`].

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::sources::{Affected, Sources, is_source_dir};

const QUIET: Duration = Duration::from_millis(50);

/// Watches the directories of packages.
pub(crate) struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    followed: BTreeSet<PathBuf>,
}

/// One edit.
#[derive(Debug)]
pub(crate) struct Edit {
    /// When it was first seen.
    pub(crate) since: Instant,
    /// The changed files that affect the host or a plugin.
    pub(crate) files: BTreeSet<PathBuf>,
    /// What they affect.
    pub(crate) affected: Affected,
}

impl Watch {
    /// Begins to watch.
    pub(crate) fn new(sources: &Sources) -> Result<Self> {
        let (sender, events) = channel();
        let mut watch = Self {
            watcher: notify::recommended_watcher(sender).context("cannot watch files")?,
            events,
            followed: BTreeSet::new(),
        };
        watch.follow(sources)?;
        Ok(watch)
    }

    /// Watches the directories that are not watched yet.
    pub(crate) fn follow(&mut self, sources: &Sources) -> Result<()> {
        for dir in sources.dirs() {
            if self.followed.contains(dir) {
                continue;
            }
            self.watch(dir, RecursiveMode::NonRecursive)?;
            for dir in source_dirs(dir) {
                self.watch(&dir, RecursiveMode::Recursive)?;
            }
            self.followed.insert(dir.to_owned());
        }
        Ok(())
    }

    fn watch(&mut self, dir: &Path, mode: RecursiveMode) -> Result<()> {
        let watched = self.watcher.watch(dir, mode);
        watched.with_context(|| format!("cannot watch {}", dir.display()))
    }

    /// Waits for the next edit. `None` when there will be none any more.
    pub(crate) fn next(&mut self, sources: &Sources) -> Option<Edit> {
        let mut edit = Edit {
            since: Instant::now(),
            files: BTreeSet::new(),
            affected: Affected::default(),
        };
        let mut over = None;
        loop {
            match self.receive(over) {
                Ok(event) => {
                    if self.note(&mut edit, event, sources) {
                        over = Some(Instant::now() + QUIET);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Some(edit),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn receive(&self, until: Option<Instant>) -> Result<notify::Result<Event>, RecvTimeoutError> {
        match until {
            Some(until) => {
                let left = until.saturating_duration_since(Instant::now());
                self.events.recv_timeout(left)
            }
            None => self.events.recv().map_err(RecvTimeoutError::from),
        }
    }

    /// Adds an event to an edit, and says whether it belongs to one at all.
    fn note(&mut self, edit: &mut Edit, event: notify::Result<Event>, sources: &Sources) -> bool {
        let Ok(event) = event else { return false };
        let mut counts = event.need_rescan();
        if counts {
            // Events were lost: anything may have changed.
            edit.affected.plugins = true;
        }
        if matches!(event.kind, EventKind::Access(_)) {
            return counts;
        }
        for file in event.paths {
            let affected = sources.affected(&file);
            if !affected.any() {
                continue;
            }
            self.follow_new_dir(&file, sources);
            if !counts && edit.files.is_empty() {
                edit.since = Instant::now();
            }
            edit.affected = edit.affected.and(affected);
            edit.files.insert(file);
            counts = true;
        }
        counts
    }

    /// A directory that appeared in a package's own is not watched by itself.
    fn follow_new_dir(&mut self, path: &Path, sources: &Sources) {
        let in_package = path
            .parent()
            .is_some_and(|parent| sources.dirs().any(|dir| dir == parent));
        if in_package && is_source_dir(path) {
            // It may be gone again.
            let _ = self.watcher.watch(path, RecursiveMode::Recursive);
        }
    }
}

/// The directories in a package's own that may hold its sources.
fn source_dirs(package: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(package).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| is_source_dir(path))
        .collect()
}
