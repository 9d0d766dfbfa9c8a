//! Which edit affects which packages.
//!
//! A file counts if it is Rust code, a manifest, or anything else that went into the last build
//! (`include_str!`, what a build script watches): cargo writes that down beside each library.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use globset::{Glob, GlobSet, GlobSetBuilder};

/// The directories whose files make up host and plugins.
#[derive(Debug)]
pub(crate) struct Sources {
    packages: Vec<Package>,
    filter: Filter,
    /// What the last builds read, apart from Rust code.
    inputs: BTreeSet<PathBuf>,
}

#[derive(Debug)]
struct Package {
    dir: PathBuf,
    /// Whether plugins are built from it.
    in_plugins: bool,
    /// Whether the host is built from it.
    in_host: bool,
}

/// What an edit concerns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Affected {
    /// Plugins must be built again.
    pub(crate) plugins: bool,
    /// The host is not what its sources are.
    pub(crate) host: bool,
    /// Packages may have changed their dependencies.
    pub(crate) manifest: bool,
}

impl Affected {
    /// Whether it concerns anybody.
    pub(crate) fn any(self) -> bool {
        self.plugins || self.host
    }

    /// Both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            plugins: self.plugins || other.plugins,
            host: self.host || other.host,
            manifest: self.manifest || other.manifest,
        }
    }
}

impl Sources {
    pub(crate) fn new(filter: Filter) -> Self {
        Self {
            packages: Vec::new(),
            filter,
            inputs: BTreeSet::new(),
        }
    }

    /// Plugins are built from the package in this directory.
    pub(crate) fn add_to_plugins(&mut self, dir: &Path) {
        self.package(dir).in_plugins = true;
    }

    /// The host is built from the package in this directory.
    pub(crate) fn add_to_host(&mut self, dir: &Path) {
        self.package(dir).in_host = true;
    }

    fn package(&mut self, dir: &Path) -> &mut Package {
        let known = self.packages.iter().position(|package| package.dir == dir);
        let at = known.unwrap_or_else(|| {
            let dir = dir.to_owned();
            self.packages.push(Package {
                dir,
                in_plugins: false,
                in_host: false,
            });
            self.packages.len() - 1
        });
        &mut self.packages[at]
    }

    /// The directories of all packages.
    pub(crate) fn dirs(&self) -> impl Iterator<Item = &Path> {
        self.packages.iter().map(|package| package.dir.as_path())
    }

    /// Notes what cargo says went into a library.
    pub(crate) fn record_inputs(&mut self, library: &Path) {
        let Ok(text) = fs::read_to_string(library.with_extension("d")) else {
            return;
        };
        let files = dependencies(&text).filter(|file| !is_code(file));
        self.inputs.extend(files);
    }

    /// Whom a change of this file concerns.
    pub(crate) fn affected(&self, file: &Path) -> Affected {
        let Some(package) = self.owner(file) else {
            return Affected::default();
        };
        let path = file.strip_prefix(&package.dir).unwrap_or(file);
        if !self.is_source(file, path) || !self.filter.passes(path) {
            return Affected::default();
        }
        Affected {
            plugins: package.in_plugins,
            host: package.in_host,
            manifest: is_manifest(file),
        }
    }

    /// The innermost package that holds a file.
    fn owner(&self, file: &Path) -> Option<&Package> {
        let holders = self
            .packages
            .iter()
            .filter(|package| file.starts_with(&package.dir));
        holders.max_by_key(|package| package.dir.components().count())
    }

    fn is_source(&self, file: &Path, path: &Path) -> bool {
        if file.ancestors().any(|file| self.inputs.contains(file)) {
            return true;
        }
        // Files may be in a new directory before anybody watches it.
        !path.components().any(is_hidden) && (is_code(file) || is_source_dir(file))
    }
}

fn is_hidden(component: std::path::Component<'_>) -> bool {
    component.as_os_str().as_encoded_bytes().starts_with(b".")
}

/// Whether a path is a directory that may hold sources of the package around it.
///
/// Not a hidden one, not another package, and not one in which cargo builds (it marks those).
pub(crate) fn is_source_dir(path: &Path) -> bool {
    let hidden = path.components().next_back().is_some_and(is_hidden);
    let has = |file: &str| path.join(file).exists();
    path.is_dir() && !hidden && !has("Cargo.toml") && !has("CACHEDIR.TAG")
}

fn is_code(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "rs") || is_manifest(file)
}

fn is_manifest(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "Cargo.toml")
}

/// The files behind the colon of `library: file file…`, where a space in a name is written `\ `.
fn dependencies(text: &str) -> impl Iterator<Item = PathBuf> {
    let files = text.lines().filter_map(|line| line.split_once(": "));
    files.flat_map(|(_, files)| words(files)).map(PathBuf::from)
}

fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut rest = line.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '\\' if rest.next_if_eq(&' ').is_some() => push(&mut words, ' '),
            ' ' => words.push(String::new()),
            letter => push(&mut words, letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn push(words: &mut [String], letter: char) {
    if let Some(word) = words.last_mut() {
        word.push(letter);
    }
}

/// What the user wants to be watched.
#[derive(Debug)]
pub(crate) struct Filter {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Filter {
    /// Files that match one of `include`, or all if there is none, and none of `exclude`.
    pub(crate) fn new(include: &[Glob], exclude: &[Glob]) -> Result<Self> {
        let include = (!include.is_empty()).then(|| set(include)).transpose()?;
        let exclude = set(exclude)?;
        Ok(Self { include, exclude })
    }

    fn passes(&self, path: &Path) -> bool {
        let included = self
            .include
            .as_ref()
            .is_none_or(|globs| globs.is_match(path));
        included && !self.exclude.is_match(path)
    }
}

fn set(globs: &[Glob]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(glob.clone());
    }
    Ok(set.build()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(globs: &[&str]) -> Vec<Glob> {
        globs.iter().map(|glob| Glob::new(glob).unwrap()).collect()
    }

    fn sources(include: &[&str], exclude: &[&str]) -> Sources {
        let filter = Filter::new(&globs(include), &globs(exclude)).unwrap();
        let mut sources = Sources::new(filter);
        sources.add_to_plugins(Path::new("/w/world"));
        sources.add_to_plugins(Path::new("/w/api"));
        sources.add_to_host(Path::new("/w/api"));
        sources.add_to_host(Path::new("/w"));
        sources
    }

    fn concerns(sources: &Sources, file: &str) -> (bool, bool) {
        let affected = sources.affected(Path::new(file));
        (affected.plugins, affected.host)
    }

    #[test]
    fn code_concerns_those_that_are_built_from_its_innermost_package() {
        let sources = sources(&[], &[]);
        assert_eq!(concerns(&sources, "/w/world/src/lib.rs"), (true, false));
        assert_eq!(concerns(&sources, "/w/api/src/lib.rs"), (true, true));
        assert_eq!(concerns(&sources, "/w/src/main.rs"), (false, true));
        assert_eq!(concerns(&sources, "/elsewhere/src/lib.rs"), (false, false));
    }

    #[test]
    fn what_is_no_code_concerns_nobody_until_a_build_has_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let library = dir.path().join("libworld.so");
        let mut sources = sources(&[], &[]);
        let text = "/w/world/src/motd of today.txt";
        assert_eq!(concerns(&sources, text), (false, false));
        let listed = format!(
            "{}: /w/world/src/lib.rs {}\n",
            library.display(),
            text.replace(' ', "\\ ")
        );
        fs::write(dir.path().join("libworld.d"), listed).unwrap();
        sources.record_inputs(&library);
        assert_eq!(concerns(&sources, text), (true, false));
        assert_eq!(concerns(&sources, "/w/world/src/notes.txt"), (false, false));
    }

    #[test]
    fn hidden_files_concern_nobody() {
        let sources = sources(&[], &[]);
        for file in ["/w/world/src/.#lib.rs", "/w/world/.git/hooks/x.rs"] {
            assert_eq!(concerns(&sources, file), (false, false), "{file}");
        }
    }

    #[test]
    fn globs_narrow_what_is_watched() {
        let only_src = sources(&["src/**"], &["**/generated/*"]);
        assert_eq!(concerns(&only_src, "/w/world/src/lib.rs"), (true, false));
        assert_eq!(
            concerns(&only_src, "/w/world/benches/speed.rs"),
            (false, false)
        );
        assert_eq!(
            concerns(&only_src, "/w/world/src/generated/table.rs"),
            (false, false)
        );
    }

    #[test]
    fn a_manifest_may_change_the_dependencies() {
        let sources = sources(&[], &[]);
        assert!(sources.affected(Path::new("/w/world/Cargo.toml")).manifest);
        assert!(!sources.affected(Path::new("/w/world/src/lib.rs")).manifest);
    }
}
