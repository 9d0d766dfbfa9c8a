//! Random graphs whose refused plugins are kept or left out: whatever is published, spoiled or fails, the others are
//! loaded, and what serves fits together.

use std::collections::{BTreeMap, BTreeSet};

use hotswap_runtime::{OnRefused, Outcome, ReloadError, ReloadReport};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::model::{Expected, File, Files, Generation, HOOKS, Loaded, expected};
use super::random::{ALONE, Change, apply, change, harmless};
use super::shapes::{Kind, PLUGINS, at_rank, name, needs};
use super::stage::Stage;

/// A reload: what has changed before, which files are no libraries, and which hook of which plugin fails.
#[derive(Clone, Debug)]
struct Round {
    changes: Vec<Change>,
    spoiled: Vec<Index>,
    failure: Option<(Index, usize)>,
}

fn round() -> impl Strategy<Value = Round> {
    let failure = proptest::option::of((any::<Index>(), 0..HOOKS.len()));
    let parts = (vec(change(), 0..6), vec(any::<Index>(), 0..3), failure);
    parts.prop_map(|(changes, spoiled, failure)| Round {
        changes,
        spoiled,
        failure,
    })
}

fn story() -> impl Strategy<Value = (Vec<Index>, Vec<Round>)> {
    let first = (1..=PLUGINS).prop_flat_map(|count| vec(any::<Index>(), count));
    (first, vec(round(), 1..5))
}

/// What is known after some rounds.
struct Play {
    stage: Stage,
    files: Files,
    loaded: Generation,
    /// Files that were refused because a hook failed, and have not changed since.
    refused: Files,
}

fn play((first, rounds): (Vec<Index>, Vec<Round>)) {
    let _alone = ALONE.lock();
    let mut play = Play {
        stage: Stage::with(|builder| builder.on_refused(OnRefused::KeepOld)),
        files: Files::new(),
        loaded: Generation::new(),
        refused: Files::new(),
    };
    for (rank, choice) in first.into_iter().enumerate() {
        let plugin = at_rank(rank);
        let shape = harmless(plugin, choice);
        play.files.insert(plugin, File { shape, build: 0 });
    }
    for (number, round) in rounds.iter().enumerate() {
        for change in &round.changes {
            apply(change, &mut play.files, number as u32 + 1);
        }
        let there: Vec<usize> = play.files.keys().copied().collect();
        let spoiled = match there.is_empty() {
            true => BTreeSet::new(),
            false => round.spoiled.iter().map(|it| *it.get(&there)).collect(),
        };
        if let (Some((victim, hook)), false) = (round.failure, there.is_empty()) {
            let victim = name(*victim.get(&there));
            play.stage
                .tell(&format!("{victim} fails in {}", HOOKS[hook]));
        }
        play.reload(&spoiled);
        play.stage.tell("");
    }
    // With nothing spoiled and nothing forbidden, it is as if nothing had been.
    play.stage.swapper.forget_refused();
    play.refused.clear();
    play.reload(&BTreeSet::new());
}

impl Play {
    fn reload(&mut self, spoiled: &BTreeSet<usize>) {
        self.stage.publish(&self.files);
        spoiled.iter().for_each(|&it| self.stage.spoil(it));
        // One that is spoiled has changed, and so has it again when it is good again.
        self.refused.retain(|plugin, file| {
            self.files.get(plugin) == Some(file) && !spoiled.contains(plugin)
        });
        let as_if_all_were_good = expected(&self.files, &self.loaded);
        let (round, result) = self.stage.reload();
        let report = result.expect("what is refused is kept or left out");
        self.assert_reasons(&report, spoiled);
        let serving = self.serving(&report, round);
        assert_complete(&serving);
        self.stage.assert_serves(&serving);
        let is_clean = |(_, it)| !matches!(it, Outcome::Kept | Outcome::LeftOut);
        if let Expected::Linked {
            report: all_good, ..
        } = as_if_all_were_good
            && (report.outcomes().all(is_clean) || (spoiled.is_empty() && self.is_clear(&report)))
        {
            assert_eq!(report.to_string(), all_good);
        }
        self.loaded = serving;
        self.stage.settle();
    }

    /// Whether nothing was refused because of what it did.
    fn is_clear(&self, report: &ReloadReport) -> bool {
        let names = report.outcomes().map(|(name, _)| name);
        let mut reasons = names.filter_map(|it| report.reason(it));
        self.refused.is_empty() && !reasons.any(|it| matches!(it, ReloadError::Hook { .. }))
    }

    /// What is kept or left out says why, nothing else does; and what is bad is among it.
    fn assert_reasons(&mut self, report: &ReloadReport, spoiled: &BTreeSet<usize>) {
        let number: BTreeMap<String, usize> = (0..PLUGINS).map(|it| (name(it), it)).collect();
        for (plugin, outcome) in report.outcomes() {
            let is_refused = matches!(outcome, Outcome::Kept | Outcome::LeftOut);
            assert_eq!(report.reason(plugin).is_some(), is_refused, "{plugin}");
            let plugin_number = number[plugin];
            let is_bad =
                spoiled.contains(&plugin_number) || self.refused.contains_key(&plugin_number);
            assert!(is_refused || !is_bad, "{plugin}: {outcome}");
            if let Some(ReloadError::Hook { .. }) = report.reason(plugin)
                && let Some(&file) = self.files.get(&plugin_number)
            {
                self.refused.insert(plugin_number, file);
            }
        }
    }

    /// What serves, by what the report says.
    fn serving(&self, report: &ReloadReport, round: u32) -> Generation {
        let mut serving = Generation::new();
        let plugins: BTreeSet<_> = self.files.keys().chain(self.loaded.keys()).collect();
        for &plugin in plugins {
            let (file, old) = (self.files.get(&plugin), self.loaded.get(&plugin));
            let outcome = report.outcome(&name(plugin)).expect("it is reported");
            let loaded = match (outcome, file, old) {
                (Outcome::Ok, Some(&file), _) => {
                    assert_ne!(old.map(|it| it.file), Some(file));
                    Some(Loaded { file, round })
                }
                (Outcome::Rewired, Some(&file), Some(old)) if old.file == file => {
                    Some(Loaded { file, round })
                }
                (Outcome::Unchanged, Some(file), Some(old)) if old.file == *file => Some(*old),
                (Outcome::Kept, _, Some(old)) => Some(*old),
                (Outcome::LeftOut, Some(_), None) | (Outcome::Removed, None, Some(_)) => None,
                other => panic!("{}: {other:?}", name(plugin)),
            };
            serving.extend(loaded.map(|it| (plugin, it)));
        }
        serving
    }
}

/// Each has what it cannot do without.
fn assert_complete(serving: &Generation) {
    for (&plugin, loaded) in serving {
        let mut needed = needs(loaded.file.shape).into_iter();
        assert!(
            needed.all(|it| it.kind == Kind::Optional || serving.contains_key(&it.plugin)),
            "{} {serving:?}",
            name(plugin)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: test_kit::count("PROPTEST_CASES", 12) as u32,
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_refused_never_keeps_the_others_from_being_loaded(story in story()) {
        play(story);
    }
}
