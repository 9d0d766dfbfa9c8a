//! Two plugins, their journal, and what must be so after each fault.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use hotswap_runtime::stats::Phase;
use hotswap_runtime::{LoadedPlugin, ReloadError, ReloadReport, Stats};
use tempfile::TempDir;
use test_kit::{wait_for, wait_until};

use super::wire::{Fault, Wire};
use crate::common::process::images_below;
use crate::common::scene::{Actor, Scene};

pub(crate) const LONG: Duration = Duration::from_secs(3600);

/// A swapper of the plugins `a` and `b`, of which `a` needs `b`, some of whose steps go wrong.
pub(crate) struct Stage {
    pub(crate) scene: Scene,
    pub(crate) wire: Wire,
    copies: TempDir,
    journal: Vec<String>,
}

impl Stage {
    /// Nothing is loaded yet; version 1 of both is there.
    pub(crate) fn new(test: &str, free_delay: Duration) -> Self {
        let wire = Wire::default();
        let copies = tempfile::tempdir().expect("there is a place for temporary files");
        let scene = Scene::with(test, |builder| {
            let wire = wire.clone();
            builder
                .free_delay(free_delay)
                .private_dir(copies.path())
                .on_step(move |step| wire.pull(step))
        });
        let stage = Self {
            scene,
            wire,
            copies,
            journal: Vec::new(),
        };
        stage.publish(1);
        stage
    }

    /// Version 1 serves.
    pub(crate) fn serving(test: &str, free_delay: Duration) -> Self {
        let stage = Self::new(test, free_delay);
        stage.scene.load().expect("version 1 is fine");
        stage.wire.passed();
        stage
    }

    pub(crate) fn publish(&self, version: u32) {
        let plugins = [
            Actor::new("a", version).needs("b"),
            Actor::new("b", version).linked(),
        ];
        for actor in plugins {
            let once = "if FREED.swap(true, std::sync::atomic::Ordering::SeqCst) { note(\"freed twice\") }";
            let actor = actor
                .with("static FREED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);")
                .doing("on_free", once);
            self.scene.add(&actor);
        }
    }

    /// `act` goes wrong by `fault`, and what served before serves on.
    pub(crate) fn goes_wrong(
        &self,
        fault: Fault,
        act: impl FnOnce() -> Result<ReloadReport, ReloadError>,
    ) {
        let before = self.scene.swapper.current();
        self.wire.arm(fault);
        let error = act().expect_err("it has run into the wire");
        let text = error.to_string();
        assert!(
            matches!(error, ReloadError::Internal { .. })
                && text.contains(&format!("tripped at {:?}", fault.step)),
            "{fault:?}: {text}"
        );
        let after = self.scene.swapper.current();
        assert_eq!(
            before.generation(),
            after.generation(),
            "{fault:?}: the old generation serves on"
        );
        if after.generation() > 0 {
            self.answers(before.plugin("a").map(version_of).expect("it was there"));
        }
    }

    /// Both plugins answer, in this version.
    pub(crate) fn answers(&self, version: u32) {
        for name in ["a", "b"] {
            assert_eq!(self.scene.version(name), version);
        }
    }

    /// Waits until nothing is there but what serves, and makes sure of it.
    pub(crate) fn settle(&mut self) {
        let swapper = &self.scene.swapper;
        let serves = |stats: &Stats| {
            let mut versions = stats.versions.iter();
            versions.all(|it| it.phase == Phase::Serving)
        };
        wait_for(|| {
            let stats = swapper.stats();
            let is_all = private_files(self.copies.path()) == stats.versions.len();
            if serves(&stats) && is_all {
                Ok(())
            } else {
                Err(stats)
            }
        });
        let stats = swapper.stats();
        let serving = stats.versions.len() as u64;
        assert_eq!(stats.opened, stats.unloaded + serving, "{stats}");
        assert_eq!(stats.kept_mapped, 0, "{stats}");
        assert_eq!(images_below(self.copies.path()) as u64, serving);
        let created = self.note().iter().filter(|it| it.ends_with(".default"));
        assert_eq!(created.count() as u64, stats.freed + serving, "{stats}");
        assert_eq!(alive(&self.journal).values().sum::<i64>() as u64, serving);
    }

    /// What was noted since the stage was made.
    pub(crate) fn note(&mut self) -> &[String] {
        self.journal.extend(self.scene.journal());
        &self.journal
    }

    /// The versions in the order in which they were freed, since the last `mark` lines were noted.
    pub(crate) fn freed_since(&mut self, mark: usize) -> Vec<String> {
        let journal = self.note()[mark..].iter();
        let freed = journal.filter_map(|line| line.strip_suffix(".on_free"));
        freed.map(str::to_owned).collect()
    }

    /// Drops the swapper, and makes sure that nothing is left.
    pub(crate) fn end(mut self) {
        self.note();
        let Self {
            scene,
            copies,
            mut journal,
            ..
        } = self;
        journal.extend(scene.end());
        let alive = alive(&journal);
        assert!(alive.values().all(|&count| count == 0), "{alive:?}");
        // The copies go with the reaper's thread.
        wait_until("nothing is mapped, no copy is left", || {
            (images_below(copies.path()), private_files(copies.path())) == (0, 0)
        });
    }
}

/// How many of each version are created and not freed.
fn alive(journal: &[String]) -> BTreeMap<&str, i64> {
    let mut alive = BTreeMap::new();
    for line in journal {
        let (version, what) = line.split_once('.').expect("a line of a journal");
        assert_ne!(what, "freed twice", "{journal:?}");
        let change = match what {
            "default" => 1,
            "on_free" => -1,
            _ => 0,
        };
        let count: &mut i64 = alive.entry(version).or_default();
        *count += change;
        assert!(*count >= 0, "{journal:?}");
    }
    alive
}

fn version_of(plugin: &LoadedPlugin) -> u32 {
    plugin.invoke("version", ()).expect("it answers")
}

/// The private copies below `directory`.
fn private_files(directory: &Path) -> usize {
    let directories = fs::read_dir(directory).expect("it is there");
    let files = directories.flatten().flat_map(|it| fs::read_dir(it.path()));
    let names = files.flatten().flatten().map(|it| it.file_name());
    names.filter(|name| name != "lock").count()
}
