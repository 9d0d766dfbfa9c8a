//! When is a directory settled?
//!
//! When nothing has happened in it for a while, and no file in it is being written. The system tells when a
//! writer closes its file (on Linux; elsewhere the quiet alone must do), so that a writer who pauses is not
//! taken for one who is done.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, Event, EventKind, ModifyKind};

/// How long nothing must have happened.
const QUIET: Duration = Duration::from_millis(50);

/// Events, taken together until the directory is settled.
pub(super) struct Settle {
    /// How long nothing must have happened.
    quiet: Duration,
    last: Option<Instant>,
    being_written: HashSet<PathBuf>,
}

impl Settle {
    pub(super) fn new() -> Self {
        Self {
            quiet: QUIET,
            last: None,
            being_written: HashSet::new(),
        }
    }

    /// Has it be settled only when nothing has happened for this long.
    pub(super) fn be_slow(&mut self, quiet: Duration) {
        self.quiet = quiet;
    }

    /// Takes note of what happened.
    pub(super) fn note(&mut self, event: &Event, now: Instant) {
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                for path in &event.paths {
                    self.being_written.remove(path);
                }
            }
            EventKind::Access(_) => return,
            EventKind::Create(CreateKind::File) => self.note_created(&event.paths),
            EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => {
                self.being_written.extend(event.paths.iter().cloned());
            }
            EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => {
                for path in &event.paths {
                    self.being_written.remove(path);
                }
            }
            _ => {}
        }
        self.last = Some(now);
    }

    /// A new file that is empty is about to be written; one that is not was linked, and is whole.
    fn note_created(&mut self, paths: &[PathBuf]) {
        let is_empty = |path: &&PathBuf| std::fs::metadata(path).is_ok_and(|it| it.len() == 0);
        if cfg!(target_os = "linux") {
            self.being_written
                .extend(paths.iter().filter(is_empty).cloned());
        }
    }

    /// Waits for the quiet as if something had just happened.
    pub(super) fn start(&mut self, now: Instant) {
        self.last = Some(now);
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.last.is_some()
    }

    /// How long to wait before the directory may be settled; `None` if there is nothing to wait for, or no
    /// telling how long.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let last = self.last.filter(|_| self.being_written.is_empty())?;
        Some((last + self.quiet).saturating_duration_since(now))
    }

    /// Whether the directory is settled. Says so once for each time that something happens.
    pub(super) fn take_settled(&mut self, now: Instant) -> bool {
        let settled = self.wait(now).is_some_and(|wait| wait.is_zero());
        if settled {
            self.last = None;
        }
        settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{DataChange, RemoveKind};

    fn event(kind: EventKind) -> Event {
        Event::new(kind).add_path(PathBuf::from("/plugins/libworld.so"))
    }

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    #[test]
    fn nothing_happened_is_not_settled() {
        assert!(!Settle::new().take_settled(Instant::now()));
    }

    #[test]
    fn it_settles_once_after_the_quiet() {
        let (mut settle, start) = (Settle::new(), Instant::now());
        settle.note(&event(EventKind::Remove(RemoveKind::File)), start);
        assert!(!settle.take_settled(start + QUIET / 2));
        assert!(settle.take_settled(start + QUIET));
        assert!(!settle.take_settled(start + QUIET * 2));
    }

    #[test]
    fn each_event_starts_the_quiet_anew() {
        let (mut settle, start) = (Settle::new(), Instant::now());
        settle.note(&event(EventKind::Remove(RemoveKind::File)), start);
        settle.note(
            &event(EventKind::Remove(RemoveKind::File)),
            start + QUIET / 2,
        );
        assert!(!settle.take_settled(start + QUIET));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_writer_who_pauses_is_waited_for_until_the_file_is_closed() {
        let (mut settle, start) = (Settle::new(), Instant::now());
        settle.note(&event(WRITTEN), start);
        let later = start + QUIET * 1000;
        assert!(!settle.take_settled(later));
        settle.note(&event(CLOSED), later);
        assert!(settle.take_settled(later + QUIET));
    }

    #[test]
    fn reading_is_no_change() {
        let (mut settle, start) = (Settle::new(), Instant::now());
        settle.note(&event(EventKind::Access(AccessKind::Read)), start);
        assert!(!settle.is_waiting());
    }
}
