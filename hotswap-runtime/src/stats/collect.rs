//! Asking everybody who knows.

use std::sync::Arc;
use std::time::Instant;

use super::{HeldBy, Phase, Stats, Version};
use crate::life::Life;
use crate::manager::PluginManager;
use crate::mode::Mode;
use crate::published::Publish;
use crate::reaper::Waiting;
use crate::transaction::Shared;
use crate::uses::Use;

impl Shared {
    pub(crate) fn stats(&self) -> Stats {
        let inquiry = Inquiry {
            shared: self,
            current: self.current.load(),
            generations: self.census.generations(),
            waiting: self.reaper.waiting(),
        };
        let counts = self.census.counts();
        let lives = self.census.lives();
        Stats {
            generation: inquiry.current.generation(),
            opened: counts.opened,
            freed: counts.freed,
            unloaded: counts.unloaded,
            kept_mapped: counts.kept,
            versions: lives.iter().map(|life| inquiry.version(life)).collect(),
        }
    }
}

/// What is known at one moment.
struct Inquiry<'a> {
    shared: &'a Shared,
    current: Arc<PluginManager>,
    generations: Vec<Arc<PluginManager>>,
    waiting: Vec<Waiting>,
}

impl Inquiry<'_> {
    fn version(&self, life: &Arc<Life>) -> Version {
        let phase = match life {
            life if life.is_freed() => Phase::Freed,
            life if self.current.has(life) => Phase::Serving,
            _ => Phase::Replaced,
        };
        Version {
            plugin: life.plugin().to_owned(),
            version: life.version().to_owned(),
            generation: life.generation(),
            mode: life.mode(),
            stays_mapped: life.why_mapped().map(str::to_owned),
            phase,
            held_by: self.held_by(life, phase),
        }
    }

    fn held_by(&self, life: &Arc<Life>, phase: Phase) -> Vec<HeldBy> {
        let mut held_by = Vec::new();
        for generation in self.generations.iter().filter(|it| it.has(life)) {
            held_by.extend(self.of_generation(generation));
        }
        if let Some(shared) = life.shared() {
            let uses = shared.uses();
            let counted = [
                HeldBy::Plugins(uses.count(Use::Plugin)),
                HeldBy::Functions(uses.count(Use::Function)),
                HeldBy::Objects(uses.count(Use::Object)),
                HeldBy::Imports(uses.count(Use::Import)),
            ];
            held_by.extend(counted.into_iter().filter(HeldBy::is_some));
        }
        if phase == Phase::Replaced && life.mode() == Mode::Resident {
            held_by.push(HeldBy::Resident);
        }
        let mut threads = life.threads();
        threads.extend(self.shared.reaper.threads(life));
        held_by.extend(threads.into_iter().map(HeldBy::Thread));
        held_by
    }

    /// Who holds a generation.
    fn of_generation(&self, generation: &Arc<PluginManager>) -> impl Iterator<Item = HeldBy> {
        let number = generation.generation();
        let waits = self.waiting.iter().find(|it| it.generation == number);
        let is_current = Arc::ptr_eq(generation, &self.current);
        // Ours, the cell's or the reaper's, and the second one of ours if it is current.
        let known = 1 + usize::from(is_current || waits.is_some()) + usize::from(is_current);
        let count = Arc::strong_count(generation).saturating_sub(known);
        let delay = waits.map(|it| match it.in_use {
            true => HeldBy::Calls { generation: number },
            false => HeldBy::FreeDelay {
                generation: number,
                left: it.until.saturating_duration_since(Instant::now()),
            },
        });
        let held = HeldBy::Generation {
            generation: number,
            count,
        };
        delay.into_iter().chain((count > 0).then_some(held))
    }
}

impl HeldBy {
    fn is_some(&self) -> bool {
        !matches!(
            self,
            Self::Plugins(0) | Self::Functions(0) | Self::Objects(0)
        )
    }
}
