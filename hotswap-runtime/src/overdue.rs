//! Warnings about a hook that does not return, and about an old version that stays in memory.
//!
//! Each warning is repeated, each time after twice the time: after 10 seconds, 20, 40 and so on.
//!
//! A thread of their own logs them, because a subscriber of the host may block, and must not block the watchdog.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use crate::inquiry::Inquiry;
use crate::log::{TARGET, log};
use crate::manager::PluginManager;
use crate::mode::Mode;
use crate::published::{Leased, Publish};
use crate::reaper::{Look, Reaper, STUCK_AFTER};
use crate::registry::Registry;
use crate::settings::Settings;
use crate::stats::{HeldBy, Hook, Phase};
use crate::tracked_version::TrackedVersion;
use crate::version_info::VersionInfo;

/// The longest time between two warnings.
const AT_MOST: Duration = Duration::from_secs(60 * 60);

/// The hooks and versions that a swapper watches, to warn of them.
pub(crate) struct Overdue {
    pub(crate) settings: Arc<Settings>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) current: Arc<Leased<PluginManager>>,
    /// By the numbers of versions.
    pub(crate) known: BTreeMap<u64, Known>,
    pub(crate) warnings: Warnings,
}

/// The warnings that are due, and the thread that logs them.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    due: Vec<Warning>,
    /// What the thread that logs the last ones has until it ends. There is no handle of it: while one is kept, a thread that
    /// has ended keeps its stack.
    logging: Weak<()>,
}

/// A warning.
#[derive(Debug)]
enum Warning {
    /// A hook has not returned.
    Hook {
        plugin: String,
        version: String,
        generation: u64,
        hook: Hook,
    },
    /// A version is still in memory.
    Version {
        version: crate::stats::Version,
        waiting_for: Duration,
    },
}

/// When to warn about one version.
#[derive(Debug, Default)]
pub(crate) struct Known {
    hook: Option<Pace>,
    leaving: Option<Pace>,
}

/// When a warning is due.
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

    /// Notes that the warning was given.
    fn warned(&mut self, now: Instant) {
        let gone = now.saturating_duration_since(self.since);
        self.next = now.checked_add(gone.min(AT_MOST));
    }
}

impl Look for Overdue {
    fn look(&mut self, reaper: Option<&Reaper>, now: Instant, may_hold: bool) -> Option<Instant> {
        let versions = self.registry.versions();
        self.forget_all_but(&versions);
        for version in &versions {
            self.look_at_hooks(version.info(), now);
        }
        if may_hold {
            self.look_at_versions(&versions, reaper, now);
        }
        self.warnings.log();
        let paces = self.known.values().flat_map(|it| [it.hook, it.leaving]);
        let next = paces.flatten().filter_map(|pace| pace.next).min();
        match may_hold {
            true => next,
            // The versions that were left out may be due.
            false => Some(next.map_or(now + STUCK_AFTER, |next| next.max(now + STUCK_AFTER))),
        }
    }
}

impl Overdue {
    fn look_at_versions(
        &mut self,
        versions: &[Arc<TrackedVersion>],
        reaper: Option<&Reaper>,
        now: Instant,
    ) {
        // The value is only lent, so this thread is never the one that drops it.
        let current = Arc::clone(&self.current);
        current.with(|current| {
            for version in versions {
                match is_leaving(version, current) {
                    true => self.look_at(version, reaper, now),
                    false => self.known_of(version.info()).leaving = None,
                }
            }
        });
    }

    fn forget_all_but(&mut self, versions: &[Arc<TrackedVersion>]) {
        let numbers = versions.iter().map(|it| it.info().number());
        let there: BTreeSet<_> = numbers.collect();
        self.known.retain(|number, _| there.contains(number));
    }

    fn known_of(&mut self, info: &VersionInfo) -> &mut Known {
        self.known.entry(info.number()).or_default()
    }

    /// Warns of the hook that runs the longest, if it is due.
    fn look_at_hooks(&mut self, info: &VersionInfo, now: Instant) {
        let running = info.hooks().running();
        let Some(hook) = running.first() else {
            self.known_of(info).hook = None;
            return;
        };
        let mut pace = match self.known_of(info).hook {
            Some(pace) if pace.since == hook.since => pace,
            _ => Pace::new(hook.since, self.settings.warn_after),
        };
        if pace.is_due(now) {
            self.warnings.due.push(Warning::Hook {
                plugin: info.plugin().to_owned(),
                version: info.version().to_owned(),
                generation: info.generation(),
                hook: Hook::from(hook),
            });
            pace.warned(now);
        }
        self.known_of(info).hook = Some(pace);
    }

    /// Warns of a version that is still in memory, if the warning is due and no hook is the reason.
    fn look_at(&mut self, version: &TrackedVersion, reaper: Option<&Reaper>, now: Instant) {
        let warn_after = self.settings.warn_after;
        let known = self.known_of(version.info());
        let mut pace = known.leaving.unwrap_or(Pace::new(now, warn_after));
        if pace.is_due(now) && known.hook.is_none() {
            let inquiry = Inquiry::new(&self.registry, self.current.load(), reaper);
            let found = inquiry.version(version);
            let delay = found.held_by.iter().find_map(|it| match it {
                HeldBy::FreeDelay { left, .. } => Some(*left),
                _ => None,
            });
            match delay {
                Some(left) => pace = Pace::new(now, left.saturating_add(warn_after)),
                None => {
                    self.warnings.due.push(Warning::Version {
                        version: found,
                        waiting_for: now.saturating_duration_since(pace.since),
                    });
                    pace.warned(now);
                }
            }
            inquiry.end(reaper);
        }
        self.known_of(version.info()).leaving = Some(pace);
    }
}

/// Whether the version should leave: it does not serve any more, and its mode does not keep it.
fn is_leaving(version: &TrackedVersion, current: &PluginManager) -> bool {
    let info = version.info();
    if info.stays_for_good() {
        return false;
    }
    // A version that was undone has had its last hook, and may still be held.
    let is_undone = || version.inner().is_some_and(|it| it.instance().is_freed());
    if info.is_freed() || is_undone() {
        return true;
    }
    let is_resident = info.mode() == Mode::Resident;
    info.has_served() && !is_resident && !current.has(info)
}

impl Warnings {
    /// Logs the warnings that are due. If the last ones are still being logged, or no thread can be started, they are
    /// dropped: each is repeated later.
    fn log(&mut self) {
        let due = std::mem::take(&mut self.due);
        if due.is_empty() || self.is_logging() {
            return;
        }
        let thread = thread::Builder::new().name("hotswap-warning".to_owned());
        let logging = Arc::new(());
        self.logging = Arc::downgrade(&logging);
        let log = move || {
            due.iter().for_each(Warning::log);
            drop(logging);
        };
        let _ = thread.spawn(log);
    }

    fn is_logging(&self) -> bool {
        self.logging.strong_count() > 0
    }
}

impl Warning {
    fn log(&self) {
        match self {
            Self::Hook {
                plugin,
                version,
                generation,
                hook,
            } => {
                let thread = hook.thread.as_deref().unwrap_or_default();
                let (hook, running_for) = (hook.name, hook.running_for);
                log(|| {
                    tracing::warn!(
                        name: "hook_overdue", target: TARGET, plugin,
                        version,
                        generation,
                        hook,
                        thread,
                        ?running_for,
                        "a hook of a plugin has not returned"
                    );
                });
            }
            Self::Version {
                version: found,
                waiting_for,
            } => {
                let (plugin, version) = (&*found.plugin, &*found.version);
                let generation = found.generation;
                let phase = match found.phase {
                    Phase::Freed => "freed",
                    _ => "replaced",
                };
                let held_by = found.holders();
                log(|| {
                    tracing::warn!(
                        name: "version_overdue", target: TARGET, plugin,
                        version,
                        generation,
                        phase,
                        held_by,
                        ?waiting_for,
                        "an old version of a plugin is still in memory"
                    );
                });
            }
        }
    }
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

    #[test]
    fn a_thread_that_has_logged_warnings_leaves_nothing_to_be_joined() {
        test_kit::isolated(|| {
            let mut warnings = Warnings::default();
            warnings.due.push(Warning::Hook {
                plugin: "a".to_owned(),
                version: "1".to_owned(),
                generation: 1,
                hook: Hook {
                    name: "on_free",
                    thread: None,
                    running_for: Duration::ZERO,
                },
            });
            warnings.log();
            test_kit::wait_until("it has logged them", || !warnings.is_logging());
            // The process ends before the swapper does. ThreadSanitizer reports threads that are left then.
            std::mem::forget(warnings);
        });
    }

    #[test]
    fn versions_that_were_left_out_are_looked_at_again() {
        let registry = Arc::new(Registry::default());
        let version = registry.new_version("a", "1", None, 1, Mode::Unload);
        registry.add(&version);
        version.info().mark_freed();
        let mut overdue = Overdue {
            settings: Arc::new(crate::Swapper::builder("").settings),
            registry,
            current: Arc::new(Leased::new(Arc::new(PluginManager::empty()))),
            known: BTreeMap::new(),
            warnings: Warnings::default(),
        };
        assert!(overdue.look(None, Instant::now(), false).is_some());
    }
}
