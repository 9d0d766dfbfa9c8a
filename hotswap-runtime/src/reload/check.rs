//! What a load would find, without a host and without running any plugin code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use hotswap::manifest::ItemKind;

use super::compare::read;
use super::graph::Graph;
use super::scan::{Candidate, all_of_each, only_one};
use crate::error::{FileError, ReloadError};
use crate::import_error::ImportError;
use crate::inspect::{Inspection, inspect};
use crate::name;
use crate::needs::Needs;

/// What a host would find in a plugin directory; the result of [`check`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Check {
    /// The plugins whose files are sound each for itself: in the order in which they would be loaded, or by name where they
    /// do not fit together.
    pub plugins: Vec<CheckedPlugin>,
    /// All that keeps the plugins from being loaded, each by itself.
    pub problems: Vec<ReloadError>,
}

/// A plugin whose file was found sound.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CheckedPlugin {
    /// Its name, which is that of its file.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// What it says of itself.
    pub inspection: Inspection,
    /// What it needs of the system.
    pub needs: Needs,
}

/// Finds out whether a host on this machine would load the plugins in a directory, and all that is in the way.
///
/// The files are compared with each other, and with the shared libraries that they need, for which it looks where the
/// system's loader does ([`Needs`]). None of the plugins' code runs. So it cannot know what they do when they are loaded:
/// their hooks may fail, and `reloadable` and slots of extensions are asked then. Nor does it know the host: whether that
/// exports symbols, has other libraries mapped, or another `LD_LIBRARY_PATH`. Of the
/// host's settings it knows none: it looks at all plugins, whatever [`allow`](crate::SwapperBuilder::allow) would leave
/// out, and not at who may write to them ([`trusted_dir`](crate::SwapperBuilder::trusted_dir)).
///
/// # Errors
///
/// [`ReloadError::Directory`] if the directory cannot be read. All else is in [`Check::problems`].
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let directory = tempfile::tempdir()?;
/// let file = directory.path().join(format!("world{}", std::env::consts::DLL_SUFFIX));
/// std::fs::write(file, "#!/bin/sh")?;
/// let check = hotswap_runtime::check(directory.path())?;
/// assert!(check.problems[0].to_string().contains("is not a shared library but a script"));
/// # Ok(())
/// # }
/// ```
pub fn check(directory: impl AsRef<Path>) -> Result<Check, ReloadError> {
    let found = all_of_each(directory.as_ref(), None)?;
    let mut survey = Survey::default();
    found.unseen.into_iter().for_each(|it| survey.miss(it));
    for (folded, candidates) in found.plugins {
        survey.look_at(folded, candidates);
    }
    survey.tie_together();
    survey.find_duplicates();
    Ok(survey.finish())
}

/// A check under way.
#[derive(Default)]
struct Survey {
    /// By folded name.
    plugins: BTreeMap<String, CheckedPlugin>,
    /// The folded names, each after those that it needs.
    order: Vec<String>,
    /// The folded names of plugins that are there, and nothing is known of them.
    unknown: BTreeSet<String>,
    problems: Vec<ReloadError>,
    buffer: Vec<u8>,
}

impl Survey {
    /// Takes note of a file that cannot be looked at.
    fn miss(&mut self, problem: ReloadError) {
        if let ReloadError::Unseen { path, .. } = &problem {
            self.unknown.extend(name::of_file(path).map(name::fold));
        }
        self.problems.push(problem);
    }

    fn look_at(&mut self, folded: String, candidates: Vec<Candidate>) {
        match self.read(&folded, candidates) {
            Ok(plugin) => {
                self.plugins.insert(folded, plugin);
            }
            Err(problem) => {
                self.problems.push(problem);
                self.unknown.insert(folded);
            }
        }
    }

    fn read(
        &mut self,
        folded: &str,
        candidates: Vec<Candidate>,
    ) -> Result<CheckedPlugin, ReloadError> {
        let refused = |problem| ReloadError::Refused {
            problems: vec![problem],
        };
        let Candidate { name, path, .. } = only_one(folded, candidates)?;
        read(&path, &mut self.buffer).map_err(refused)?;
        let inspection = inspect(&path, &self.buffer).map_err(|it| refused(it.into()))?;
        let needs = Needs::of(&self.buffer, &inspection);
        let unmet = needs.unmet.iter().map(|it| FileError::Unmet {
            path: path.clone(),
            unmet: it.clone(),
        });
        self.problems.extend(unmet.map(refused));
        Ok(CheckedPlugin {
            name,
            path,
            inspection,
            needs,
        })
    }

    fn tie_together(&mut self) {
        let plugins = self.plugins.values();
        match Graph::new(plugins.map(|it| (it.name.as_str(), &it.inspection.manifest))) {
            Ok(graph) => self.order = graph.order().map(str::to_owned).collect(),
            Err(ReloadError::Imports { problems }) => {
                let problems = problems.into_iter().filter(|it| !self.is_told(it));
                let each = problems.map(|it| ReloadError::Imports { problems: vec![it] });
                self.problems.extend(each.collect::<Vec<_>>());
            }
            Err(other) => self.problems.push(other),
        }
    }

    /// Whether something else is wrong with the plugin that is said to be missing.
    fn is_told(&self, problem: &ImportError) -> bool {
        match problem {
            ImportError::Missing { import, .. } => self.unknown.contains(&name::fold(import)),
            _ => false,
        }
    }

    /// Names that must be given once in all plugins, and are given by two.
    fn find_duplicates(&mut self) {
        let mut owners = BTreeMap::new();
        for plugin in self.plugins.values() {
            for item in &plugin.inspection.manifest.items {
                if item.kind == ItemKind::PluginFn {
                    continue;
                }
                let Some(first) = owners.insert((item.kind, &item.name), &plugin.name) else {
                    continue;
                };
                let two = ReloadError::duplicate(item.kind, &item.name, first, &plugin.name);
                self.problems.push(two);
            }
        }
    }

    fn finish(mut self) -> Check {
        let ordered = self.order.iter().filter_map(|it| self.plugins.remove(it));
        let mut plugins: Vec<_> = ordered.collect();
        plugins.extend(self.plugins.into_values());
        Check {
            plugins,
            problems: self.problems,
        }
    }
}
