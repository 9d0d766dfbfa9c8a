//! What a library needs of the system: other shared libraries, versions of them, symbols, thread-local storage.
//!
//! All of it is in the files, so it is found without running any code: [`Needs::of`].

// - `search`, `cache`: where the system's loader looks for a library
// - `unmet`: what is missing

mod cache;
mod search;
mod unmet;

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt;
use std::path::{Path, PathBuf};

use crate::guest;
use crate::independent_libraries;
use crate::inspect::{self, InspectError, Inspection, Linkage, Wanted};
use search::Found;
pub(crate) use search::{Origin, named_directories};

pub use crate::independent_libraries::assume_independent;
pub use unmet::Unmet;

/// What a plugin needs of the system, and what of it is missing.
///
/// Made by [`Needs::of`] and [`Needs::of_file`], from files alone. A host may have more than this says: it may export symbols
/// that no library defines, and libraries that it has mapped are not looked for.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Needs {
    /// The shared libraries that it needs, those that these need, and so on, in the order in which the loader looks for
    /// symbols in them; at the end, those that were not found. Empty where the loader is not that of glibc.
    pub libraries: Vec<NeededLibrary>,
    /// What is missing. With any of it, the system's loader refuses the plugin.
    pub unmet: Vec<Unmet>,
    /// What should be improved, although the plugin can be loaded.
    pub remarks: Vec<Remark>,
}

/// A shared library that a plugin needs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NeededLibrary {
    /// The name that the loader looks for: `libz.so.1`.
    pub name: String,
    /// Where it is; `None` if it was not found.
    pub path: Option<PathBuf>,
    /// The library that needs it, if that is not the plugin itself.
    pub needed_by: Option<String>,
}

/// Something about a plugin that does not keep it from being loaded, and should be improved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// Its versions are not unloaded, because of shared libraries that it needs.
    #[non_exhaustive]
    StaysMapped {
        /// The libraries.
        libraries: Vec<String>,
    },
    /// Its versions are not unloaded, because of functions that it uses. They keep addresses of its code for good.
    #[non_exhaustive]
    UsesFunctions {
        /// The functions, or what they do.
        functions: Vec<String>,
    },
    /// It takes static thread-local storage. A process has little of it, and gets none back when a library is closed.
    #[non_exhaustive]
    StaticThreadLocals {
        /// How much it takes each time it is loaded, in bytes.
        bytes: u64,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StaysMapped { libraries } => write!(
                f,
                "its versions stay mapped when they are replaced: {}",
                independent_libraries::reason(libraries)
            ),
            Self::UsesFunctions { functions } => write!(
                f,
                "its versions stay mapped when they are replaced: {}",
                reason_of(functions)
            ),
            Self::StaticThreadLocals { bytes } => write!(
                f,
                "each load takes {bytes} bytes of static thread-local storage, which a process has little of \
                 and never gets back, so the plugin can be loaded only a few times: {STATIC_THREAD_LOCALS_CURE}"
            ),
        }
    }
}

/// Why a plugin stays mapped that uses `functions`.
fn reason_of(functions: &[String]) -> String {
    format!(
        "it uses {}, which may keep addresses of its code",
        functions.join(", ")
    )
}

/// What to do about static thread-local storage.
pub(crate) const STATIC_THREAD_LOCALS_CURE: &str = "build its allocator for dynamic thread-locals \
    (mimalloc: feature `local_dynamic_tls`; tikv-jemallocator: feature `disable_initial_exec_tls`)";

/// Other loaders than glibc's look elsewhere, and close nothing.
const KNOWS_THE_LOADER: bool = cfg!(all(target_os = "linux", target_env = "gnu"));

impl Needs {
    /// Finds out what the plugin in `bytes` needs. `inspection` is what [`inspect`](inspect::inspect) has found in them.
    ///
    /// It looks for libraries where the system's loader does when a host opens its private copy of the plugin. So `$ORIGIN` in
    /// the plugin is the directory of private copies, which has no libraries. `LD_LIBRARY_PATH` is that of this process.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use hotswap_runtime::{inspect::inspect, needs::Needs};
    /// # use std::path::Path;
    /// let path = Path::new("plugins/libworld.so");
    /// let bytes = std::fs::read(path)?;
    /// let needs = Needs::of(&bytes, &inspect(path, &bytes)?);
    /// for problem in needs.unmet {
    ///     println!("{} {problem}", path.display());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(bytes: &[u8], inspection: &Inspection) -> Self {
        let mut needs = Self::default();
        let mut functions = BTreeSet::new();
        if let Some(linkage) = inspect::linkage(bytes).filter(|_| KNOWS_THE_LOADER) {
            let wanted = linkage.wanted.iter();
            functions = wanted.filter_map(|it| guest::kept_by(&it.name)).collect();
            let closure = Closure::of(linkage);
            needs.libraries = closure.libraries();
            needs.unmet = closure.unmet();
        }
        let libraries = needs.libraries.iter().map(|it| it.name.as_str());
        let libraries = libraries.filter(|it| !independent_libraries::is_independent(it));
        let libraries: Vec<_> = libraries.map(str::to_owned).collect();
        if !libraries.is_empty() {
            needs.remarks.push(Remark::StaysMapped { libraries });
        }
        if !functions.is_empty() {
            let functions = functions.into_iter().map(str::to_owned).collect();
            needs.remarks.push(Remark::UsesFunctions { functions });
        }
        if let Some(bytes) = inspection.static_thread_locals {
            needs.remarks.push(Remark::StaticThreadLocals { bytes });
        }
        needs
    }
}

impl Needs {
    /// Reads a plugin's file once, inspects it, and finds out what it needs.
    ///
    /// # Errors
    ///
    /// As [`inspect_file`](inspect::inspect_file).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use std::path::Path;
    /// use hotswap_runtime::needs::Needs;
    ///
    /// let (inspection, needs) = Needs::of_file(Path::new("plugins/libworld.so"))?;
    /// if let Some(reason) = needs.stays_mapped() {
    ///     println!("{} stays mapped: {reason}", inspection.manifest.plugin.name);
    /// }
    /// # Ok::<(), hotswap_runtime::inspect::InspectError>(())
    /// ```
    pub fn of_file(path: &Path) -> Result<(Inspection, Self), InspectError> {
        let bytes = inspect::read(path)?;
        let inspection = inspect::inspect(path, &bytes)?;
        let needs = Self::of(&bytes, &inspection);
        Ok((inspection, needs))
    }

    /// Why its versions stay mapped when they are replaced, because of the libraries that it needs and the functions that it
    /// uses; `None` if these are no reason.
    ///
    /// It may stay mapped for reasons that are only known once it is loaded:
    /// [`ReloadReport::stays_mapped`](crate::ReloadReport::stays_mapped).
    pub fn stays_mapped(&self) -> Option<String> {
        let reasons = self.remarks.iter().filter_map(|it| match it {
            Remark::StaysMapped { libraries } => Some(independent_libraries::reason(libraries)),
            Remark::UsesFunctions { functions } => Some(reason_of(functions)),
            Remark::StaticThreadLocals { .. } => None,
        });
        let reasons: Vec<_> = reasons.collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }
}

/// A plugin and all libraries that it brings in, breadth first as the loader has them.
struct Closure {
    members: Vec<Member>,
    missing: Vec<Missing>,
}

struct Member {
    /// The name that was looked for; of the plugin itself, none.
    name: Option<String>,
    path: Option<PathBuf>,
    linkage: Linkage,
    /// Who needs it first, by its place among the members.
    needed_by: Option<usize>,
}

struct Missing {
    name: String,
    needed_by: usize,
}

impl Closure {
    fn of(plugin: Linkage) -> Self {
        let plugin = Member {
            name: None,
            path: None,
            linkage: plugin,
            needed_by: None,
        };
        let mut closure = Self {
            members: vec![plugin],
            missing: Vec::new(),
        };
        // By all names that the loader knows a library by.
        let mut known = HashSet::new();
        let mut to_go = VecDeque::from([0]);
        while let Some(place) = to_go.pop_front() {
            for name in closure.members[place].linkage.needed.clone() {
                if !known.insert(name.clone()) {
                    continue;
                }
                let Some(Found { path, linkage }) = search::find(&name, &closure.chain(place))
                else {
                    closure.missing.push(Missing {
                        name,
                        needed_by: place,
                    });
                    continue;
                };
                let next = closure.members.len();
                known.extend(linkage.soname.clone());
                closure.members.push(Member {
                    name: Some(name),
                    path: Some(path),
                    linkage,
                    needed_by: Some(place),
                });
                to_go.push_back(next);
            }
        }
        closure
    }

    /// A member, the one that brought it in, and so on to the plugin.
    fn chain(&self, place: usize) -> Vec<Origin<'_>> {
        let needed_by = |&place: &usize| self.members[place].needed_by;
        let places = std::iter::successors(Some(place), needed_by);
        let chain = places.map(|place| Origin {
            directory: self.members[place].path.as_deref().and_then(Path::parent),
            search_path: &self.members[place].linkage.search_path,
        });
        chain.collect()
    }

    /// The name of a member that is not the plugin.
    fn name(&self, place: usize) -> Option<String> {
        self.members[place].name.clone()
    }

    fn libraries(&self) -> Vec<NeededLibrary> {
        let found = self.members.iter().filter_map(|it| {
            Some(NeededLibrary {
                name: it.name.clone()?,
                path: it.path.clone(),
                needed_by: it.needed_by.and_then(|place| self.name(place)),
            })
        });
        let missing = self.missing.iter().map(|it| NeededLibrary {
            name: it.name.clone(),
            path: None,
            needed_by: self.name(it.needed_by),
        });
        found.chain(missing).collect()
    }

    fn unmet(&self) -> Vec<Unmet> {
        let mut unmet: Vec<_> = self.missing.iter().map(|it| self.missing(it)).collect();
        let places = 0..self.members.len();
        unmet.extend(
            places
                .clone()
                .flat_map(|place| self.missing_versions(place)),
        );
        // A library that is not there may have what is wanted.
        if self.missing.is_empty() {
            let said = unmet.iter().filter_map(|it| match it {
                Unmet::Version { version, .. } => Some(version.clone()),
                _ => None,
            });
            let said: HashSet<_> = said.collect();
            unmet.extend(places.filter_map(|place| self.missing_symbols(place, &said)));
        }
        unmet
    }

    fn missing(&self, missing: &Missing) -> Unmet {
        let chain = self.chain(missing.needed_by);
        let path = &self.members[missing.needed_by].linkage.search_path;
        let mut entries = path.run_path.iter().flatten().chain(&path.rpath);
        Unmet::Library {
            library: missing.name.clone(),
            needed_by: self.name(missing.needed_by),
            directories: named_directories(&chain),
            by_origin: missing.needed_by == 0 && entries.any(|it| it.contains("ORIGIN")),
        }
    }

    fn missing_versions(&self, place: usize) -> Vec<Unmet> {
        let wanted = self.members[place].linkage.wanted_versions.iter();
        let unmet = wanted.filter_map(|wanted| {
            let is_it = |member: &&Member| {
                let names = [&member.name, &member.linkage.soname];
                names.contains(&&Some(wanted.library.clone()))
            };
            let library = self.members.iter().find(is_it)?;
            let has = &library.linkage.versions;
            // The loader takes a library without versions for one that has all.
            if has.is_empty() || has.contains(&wanted.version) {
                return None;
            }
            Some(Unmet::Version {
                library: wanted.library.clone(),
                version: wanted.version.clone(),
                needed_by: self.name(place),
                found: library.path.clone().unwrap_or_default(),
            })
        });
        unmet.collect()
    }

    /// The symbols that no library has, except for those of versions that are reported as missing (`said`).
    fn missing_symbols(&self, place: usize, said: &HashSet<String>) -> Option<Unmet> {
        let wanted = self.members[place].linkage.wanted.iter();
        let is_missing = |wanted: &&Wanted| {
            let mut libraries = self.members.iter();
            let is_said = wanted.version.as_ref().is_some_and(|it| said.contains(it));
            !is_said && !libraries.any(|it| it.linkage.offers(wanted))
        };
        let symbols = wanted.filter(is_missing).map(|it| match &it.version {
            Some(version) => format!("{}@{version}", it.name),
            None => it.name.clone(),
        });
        let symbols: Vec<_> = symbols.collect();
        (!symbols.is_empty()).then(|| Unmet::Symbols {
            symbols,
            needed_by: self.name(place),
        })
    }
}
