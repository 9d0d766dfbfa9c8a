//! Where the system's loader looks for a library, in its order.
//!
//! The order is that of `ld.so(8)`: `RPATH` of the library that needs it and of those that brought that one in, unless it
//! has a `RUNPATH`; `LD_LIBRARY_PATH`; its `RUNPATH`; the loader's cache; the system's directories. A file for another
//! processor is passed over.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::cache;
use crate::inspect::{Linkage, SearchPath};

/// The system's directories. Distributions differ in which of them they have.
const DIRECTORIES: [&str; 4] = ["/lib64", "/usr/lib64", "/lib", "/usr/lib"];

/// What Debian and its like call the directories of this processor.
const TUPLE: &str = if cfg!(target_arch = "x86_64") {
    "x86_64-linux-gnu"
} else if cfg!(target_arch = "aarch64") {
    "aarch64-linux-gnu"
} else {
    "riscv64-linux-gnu"
};

/// A library that needs others, and where it is.
pub(crate) struct Origin<'a> {
    /// The directory that `$ORIGIN` stands for; `None` where it is a private copy's, in which there are no libraries.
    pub(crate) directory: Option<&'a Path>,
    pub(crate) search_path: &'a SearchPath,
}

/// A library that was found.
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) linkage: Linkage,
}

/// Looks for the library called `name`. `chain` is the library that needs it, then the one that needs that, and so on.
pub(super) fn find(name: &str, chain: &[Origin<'_>]) -> Option<Found> {
    let needs_it = chain.first()?;
    if name.contains('/') {
        return open(&expanded(name, needs_it.directory)?);
    }
    let in_directory = |directory: PathBuf| open(&directory.join(name));
    let named = named_directories(chain);
    let mut named = named.into_iter();
    if let Some(found) = named.find_map(in_directory) {
        return Some(found);
    }
    let cached = || cache::paths(name).iter().find_map(|path| open(path));
    if needs_it.search_path.no_default_directories {
        return None;
    }
    cached().or_else(|| default_directories().find_map(in_directory))
}

/// The directories that come before the system's: those that libraries and the environment name.
pub(crate) fn named_directories(chain: &[Origin<'_>]) -> Vec<PathBuf> {
    let expand = |list: &[String], origin: &Origin<'_>| {
        let expanded = list.iter().filter_map(|it| expanded(it, origin.directory));
        expanded.collect::<Vec<_>>()
    };
    let mut directories = Vec::new();
    let Some(needs_it) = chain.first() else {
        return directories;
    };
    if needs_it.search_path.run_path.is_none() {
        let with_rpath = chain.iter().filter(|it| it.search_path.run_path.is_none());
        with_rpath.for_each(|it| directories.extend(expand(&it.search_path.rpath, it)));
    }
    let environment = env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    // An empty entry is the working directory.
    let environment = environment.to_string_lossy().into_owned();
    let environment = environment
        .split([':', ';'])
        .filter(|_| !environment.is_empty());
    directories.extend(environment.filter_map(|it| expanded(it, needs_it.directory)));
    if let Some(run_path) = &needs_it.search_path.run_path {
        directories.extend(expand(run_path, needs_it));
    }
    directories
}

fn default_directories() -> impl Iterator<Item = PathBuf> {
    let tuples = ["/lib", "/usr/lib"].map(|it| Path::new(it).join(TUPLE));
    tuples.into_iter().chain(DIRECTORIES.map(PathBuf::from))
}

/// A directory as the loader reads it; `None` if it means nothing here.
fn expanded(entry: &str, origin: Option<&Path>) -> Option<PathBuf> {
    if entry.is_empty() {
        return Some(PathBuf::from("."));
    }
    let mut text = entry.to_owned();
    for (token, value) in [
        ("ORIGIN", origin),
        ("LIB", Some(lib())),
        ("PLATFORM", platform()),
    ] {
        for token in [format!("${{{token}}}"), format!("${token}")] {
            if text.contains(&token) {
                text = text.replace(&token, value?.to_str()?);
            }
        }
    }
    (!text.contains('$')).then(|| PathBuf::from(text))
}

/// What `$LIB` stands for: distributions with `/lib64` have the C library there.
fn lib() -> &'static Path {
    static LIB: OnceLock<&Path> = OnceLock::new();
    LIB.get_or_init(|| match Path::new("/lib").join(TUPLE).is_dir() {
        true if cfg!(target_arch = "x86_64") => Path::new("lib/x86_64-linux-gnu"),
        true => Path::new("lib/aarch64-linux-gnu"),
        false => Path::new("lib64"),
    })
}

/// What `$PLATFORM` stands for.
fn platform() -> Option<&'static Path> {
    Some(Path::new(std::env::consts::ARCH))
}

/// The library at `path`, if there is one for this machine.
fn open(path: &Path) -> Option<Found> {
    let bytes = fs::read(path).ok()?;
    let linkage = Linkage::read(&bytes).ok()?;
    Some(Found {
        path: path.to_owned(),
        linkage,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directories(search_path: &SearchPath, directory: Option<&str>) -> Vec<PathBuf> {
        named_directories(&[Origin {
            directory: directory.map(Path::new),
            search_path,
        }])
    }

    #[test]
    fn the_directories_of_a_library_are_read_as_the_loader_does() {
        let rpath = ["$ORIGIN/../lib", "${ORIGIN}", "/opt/lib", "/opt/$WHAT", ""];
        let mut search_path = SearchPath {
            rpath: rpath.map(str::to_owned).to_vec(),
            ..SearchPath::default()
        };
        let found = directories(&search_path, Some("/a"));
        assert_eq!(
            &found[..4],
            ["/a/../lib", "/a", "/opt/lib", "."].map(Path::new)
        );
        // The directory of private copies has no libraries.
        let found = directories(&search_path, None);
        assert_eq!(&found[..2], ["/opt/lib", "."].map(Path::new));
        search_path.run_path = Some(vec!["/run".to_owned()]);
        let found = directories(&search_path, None);
        assert_eq!(found.last().map(PathBuf::as_path), Some(Path::new("/run")));
        assert!(!found.contains(&PathBuf::from("/opt/lib")));
    }

    #[test]
    fn the_rpath_of_a_library_counts_for_those_that_it_brings_in() {
        let plugin = SearchPath {
            rpath: vec!["/plugin".to_owned()],
            ..SearchPath::default()
        };
        let needs_it = SearchPath::default();
        let chain = [&needs_it, &plugin].map(|search_path| Origin {
            directory: None,
            search_path,
        });
        assert_eq!(named_directories(&chain)[0], Path::new("/plugin"));
    }

    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn the_c_library_is_found() {
        let chain = [Origin {
            directory: None,
            search_path: &SearchPath::default(),
        }];
        let found = find("libc.so.6", &chain).unwrap();
        assert_eq!(found.linkage.soname.as_deref(), Some("libc.so.6"));
        assert!(find("libnobody-has-it.so.1", &chain).is_none());
    }
}
