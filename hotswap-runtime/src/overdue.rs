//! Warnings of what takes too long: a hook that does not return, an old version that does not leave.
//!
//! Each is told again, twice as long after its beginning as the last time: after 10 seconds, 20, 40 and so on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::census::Census;
use crate::life::Life;
use crate::log::log;
use crate::manager::PluginManager;
use crate::mode::Mode;
use crate::published::{Leased, Publish};
use crate::reaper::{Look, Reaper};
use crate::stats::{HeldBy, Hook, Inquiry, Phase};
use crate::version::Version;

/// The most that lies between two warnings.
const AT_MOST: Duration = Duration::from_secs(60 * 60);

/// What a swapper warns of.
pub(crate) struct Overdue {
    pub(crate) warn_after: Duration,
    pub(crate) census: Arc<Census>,
    pub(crate) current: Arc<Leased<PluginManager>>,
    /// By the numbers of versions.
    pub(crate) known: BTreeMap<u64, Known>,
}

/// What is known of one version.
#[derive(Debug, Default)]
pub(crate) struct Known {
    hook: Option<Pace>,
    leaving: Option<Pace>,
}

/// When to warn of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pace {
    since: Instant,
    next: Option<Instant>,
}

impl Pace {
    fn new(since: Instant, after: Duration) -> Self {
        let next = since.checked_add(after);
        Self { since, next }
    }

    /// Whether to warn, `now`.
    fn is_due(&self, now: Instant) -> bool {
        self.next.is_some_and(|next| next <= now)
    }

    /// It was warned of.
    fn warned(&mut self, now: Instant) {
        let gone = now.saturating_duration_since(self.since);
        self.next = now.checked_add(gone.min(AT_MOST));
    }
}

impl Look for Overdue {
    fn look(&mut self, reaper: Option<&Reaper>, now: Instant) -> Option<Instant> {
        let versions = self.census.versions();
        self.forget_all_but(&versions);
        // Lent, so that this thread is never the one to drop it.
        let current = Arc::clone(&self.current);
        current.with(|current| {
            for version in &versions {
                self.look_at_hooks(version.life(), now);
                match is_leaving(version, current) {
                    true => self.look_at(version, reaper, now),
                    false => self.known_of(version.life()).leaving = None,
                }
            }
        });
        let paces = self.known.values().flat_map(|it| [it.hook, it.leaving]);
        paces.flatten().filter_map(|pace| pace.next).min()
    }
}

impl Overdue {
    fn forget_all_but(&mut self, versions: &[Arc<Version>]) {
        let numbers = versions.iter().map(|it| it.life().number());
        let there: BTreeSet<_> = numbers.collect();
        self.known.retain(|number, _| there.contains(number));
    }

    fn known_of(&mut self, life: &Life) -> &mut Known {
        self.known.entry(life.number()).or_default()
    }

    /// Warns of the hook that runs the longest, if it is due.
    fn look_at_hooks(&mut self, life: &Life, now: Instant) {
        let warn_after = self.warn_after;
        let running = life.hooks().running();
        let known = self.known_of(life);
        let Some(hook) = running.first() else {
            known.hook = None;
            return;
        };
        let mut pace = match known.hook {
            Some(pace) if pace.since == hook.since => pace,
            _ => Pace::new(hook.since, warn_after),
        };
        if pace.is_due(now) {
            warn_of_hook(life, &Hook::from(hook));
            pace.warned(now);
        }
        known.hook = Some(pace);
    }

    /// Warns of a version that should have left, if that is due and no hook is the reason.
    fn look_at(&mut self, version: &Version, reaper: Option<&Reaper>, now: Instant) {
        let warn_after = self.warn_after;
        let known = self.known_of(version.life());
        let mut pace = known.leaving.unwrap_or(Pace::new(now, warn_after));
        if pace.is_due(now) && known.hook.is_none() {
            let inquiry = Inquiry::new(&self.census, self.current.load(), reaper);
            let found = inquiry.version(version);
            let delay = found.held_by.iter().find_map(|it| match it {
                HeldBy::FreeDelay { left, .. } => Some(*left),
                _ => None,
            });
            match delay {
                Some(left) => pace = Pace::new(now, left.saturating_add(warn_after)),
                None => {
                    warn_of_version(&found, now.saturating_duration_since(pace.since));
                    pace.warned(now);
                }
            }
            inquiry.end(reaper);
        }
        self.known_of(version.life()).leaving = Some(pace);
    }
}

/// Whether it is on its way out: it does not serve any more, and is not to stay either.
fn is_leaving(version: &Version, current: &PluginManager) -> bool {
    let life = version.life();
    if life.stays_for_good() {
        return false;
    }
    // One that was undone has had its last hook, and may be held by somebody.
    let is_undone = || version.shared().is_some_and(|it| it.instance().is_freed());
    if life.is_freed() || is_undone() {
        return true;
    }
    let is_resident = life.mode() == Mode::Resident;
    life.has_served() && !is_resident && !current.has(life)
}

fn warn_of_hook(life: &Life, hook: &Hook) {
    let (plugin, version, generation) = (life.plugin(), life.version(), life.generation());
    let thread = hook.thread.as_deref().unwrap_or_default();
    let (hook, running_for) = (hook.name, hook.running_for);
    log(|| {
        tracing::warn!(
            plugin,
            version,
            generation,
            hook,
            thread,
            ?running_for,
            "a hook of a plugin has not returned"
        );
    });
}

fn warn_of_version(found: &crate::stats::Version, waiting_for: Duration) {
    let (plugin, version, generation) = (&*found.plugin, &*found.version, found.generation);
    let phase = match found.phase {
        Phase::Freed => "freed",
        _ => "replaced",
    };
    let held_by = found.holders();
    log(|| {
        tracing::warn!(
            plugin,
            version,
            generation,
            phase,
            held_by,
            ?waiting_for,
            "an old version of a plugin is still in memory"
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_come_at_growing_distances() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let mut pace = Pace::new(start, 10 * second);
        let mut told = Vec::new();
        for number in 0..100_000 {
            let now = start + number * second;
            if pace.is_due(now) {
                told.push(number);
                pace.warned(now);
            }
        }
        assert_eq!(told[..9], [10, 20, 40, 80, 160, 320, 640, 1280, 2560]);
        // From an hour on, each hour.
        assert_eq!(told[9..12], [5120, 8720, 12320]);
    }

    #[test]
    fn who_never_warns_never_wakes() {
        let pace = Pace::new(Instant::now(), Duration::MAX);
        assert_eq!(pace.next, None);
        assert!(!pace.is_due(Instant::now()));
    }
}
