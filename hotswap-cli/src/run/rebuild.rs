//! Builds and publishes: first, and after each edit.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use anyhow::{Context, Result, bail};
use cargo_metadata::PackageId;

use super::project::Project;
use super::watch::{Edit, Watch};
use crate::args::RunArgs;
use crate::build::{Built, Checked, Seal};
use crate::cargo::Cargo;
use crate::plugin::display_path;
use crate::report;

/// What is needed to turn edits into published libraries.
pub(crate) struct RebuildLoop {
    project: Project,
    watch: Watch,
    cargo: Arc<Cargo>,
    published: HashMap<PackageId, Published>,
}

/// A library as it was when it was last published.
struct Published {
    stamp: Stamp,
    seal: Seal,
}

/// How to see, without reading a file, that cargo has written it again.
type Stamp = (u64, SystemTime);

impl RebuildLoop {
    pub(crate) fn new(project: Project, watch: Watch, cargo: Arc<Cargo>) -> Self {
        Self {
            project,
            watch,
            cargo,
            published: HashMap::new(),
        }
    }

    /// Builds all plugins and publishes them where the returned path leads.
    ///
    /// # Errors
    ///
    /// If one of them cannot be built or published.
    pub(crate) fn publish_first(&mut self) -> Result<PathBuf> {
        let dir = self.project.plugin_dir();
        self.remove_stale(&dir)?;
        if !self.publish(&dir)?.complete {
            bail!("not all plugins could be built: the host is not started");
        }
        Ok(dir)
    }

    /// Follows edits until there are none any more.
    pub(crate) fn work(mut self, args: &RunArgs) {
        while let Some(edit) = self.watch.next(&self.project.sources) {
            if let Err(error) = self.follow(&edit, args) {
                report::error(&error);
            }
        }
    }

    fn follow(&mut self, edit: &Edit, args: &RunArgs) -> Result<()> {
        for file in &edit.files {
            report::status("Edited", display_path(file));
        }
        if edit.affected.host {
            report::note(
                "Note",
                "this is part of the host: restart it to have the change there",
            );
        }
        if edit.affected.manifest {
            self.reload(args)?;
        }
        if edit.affected.plugins || edit.affected.manifest {
            self.rebuild(edit.since)?;
        }
        Ok(())
    }

    /// Asks cargo again which packages there are.
    fn reload(&mut self, args: &RunArgs) -> Result<()> {
        self.project = Project::load(args)?;
        self.watch.follow(&self.project.sources)?;
        self.remove_stale(&self.project.plugin_dir())
    }

    fn rebuild(&mut self, since: Instant) -> Result<()> {
        let dir = self.project.plugin_dir();
        let outcome = self.publish(&dir)?;
        let time = report::duration(since.elapsed());
        match &outcome.names[..] {
            [] if outcome.complete => report::status("Unchanged", "the edit makes no difference"),
            [] => {}
            names => report::status("Published", format!("{} in {time}", names.join(", "))),
        }
        if !outcome.complete {
            report::note(
                "Kept",
                "what does not build stays as it is in the running host",
            );
        }
        Ok(())
    }

    /// Builds all plugins, and publishes those that have changed.
    fn publish(&mut self, dir: &Path) -> Result<Outcome> {
        let mut outcome = Outcome {
            complete: true,
            names: Vec::new(),
        };
        for at in 0..self.project.batches.len() {
            let (complete, built) = self.project.batches[at].build(&self.cargo)?;
            outcome.complete &= complete;
            for built in built {
                match self.publish_one(&built, dir) {
                    Ok(true) => outcome.names.push(built.plugin.name),
                    Ok(false) => {}
                    Err(error) => {
                        report::error(&error);
                        outcome.complete = false;
                    }
                }
            }
        }
        Ok(outcome)
    }

    /// Publishes a library, unless it is what was published before: hosts then have nothing to do.
    fn publish_one(&mut self, built: &Built, dir: &Path) -> Result<bool> {
        self.project.sources.record_inputs(&built.library);
        let stamp = stamp(&built.library)?;
        let before = self.published.get(&built.plugin.id);
        if before.is_some_and(|before| before.stamp == stamp) {
            return Ok(false);
        }
        let checked = Checked::read(built)?;
        let seal = checked.seal();
        let differs = before.is_none_or(|before| before.seal != seal);
        if differs {
            checked.warn();
            checked.publish(dir)?;
        }
        self.published
            .insert(built.plugin.id.clone(), Published { stamp, seal });
        Ok(differs)
    }

    /// Removes what is not, or no longer, a plugin of this host.
    fn remove_stale(&self, dir: &Path) -> Result<()> {
        let ours = self.project.file_names();
        let cannot = || format!("cannot prepare {}", dir.display());
        fs::create_dir_all(dir).with_context(cannot)?;
        for entry in fs::read_dir(dir).with_context(cannot)? {
            let entry = entry.with_context(cannot)?;
            if ours.iter().all(|name| entry.file_name() != name.as_str()) {
                fs::remove_file(entry.path()).with_context(cannot)?;
            }
        }
        Ok(())
    }
}

struct Outcome {
    complete: bool,
    /// What was published.
    names: Vec<String>,
}

fn stamp(library: &Path) -> Result<Stamp> {
    let metadata =
        fs::metadata(library).and_then(|metadata| Ok((metadata.len(), metadata.modified()?)));
    metadata.with_context(|| format!("cannot read {}", library.display()))
}
