//! Where a library has the system's loader look for what it needs.
//!
//! The loader takes the first file of the right name, from the library's own directories (`RPATH`, `RUNPATH`) before the
//! system's. A user who can add to one of these, or create one that does not exist, can run code in the host. It is
//! easily overlooked: what is
//! opened is a private copy, so that `$ORIGIN/../lib` is `/tmp/lib`.

use std::path::{Path, PathBuf};

use super::{Mistrust, Untrusted, way};

/// Looks at the directories that `library` names, for its copy in the directory `origin`.
///
/// # Errors
///
/// [`Mistrust::Search`].
pub(crate) fn check(
    library: &Path,
    search_path: &[String],
    origin: &Path,
) -> Result<(), Untrusted> {
    search_path.iter().try_for_each(|entry| {
        let found = way::is_closed_or_absent(&expanded(entry, origin));
        found.map_err(|untrusted| Untrusted {
            path: library.to_owned(),
            mistrust: Mistrust::Search {
                entry: entry.clone(),
                way: untrusted.path,
            },
        })
    })
}

/// The directory that an entry means; what only the loader knows (`$LIB`) and all below is left out.
fn expanded(entry: &str, origin: &Path) -> PathBuf {
    let steps = entry.split('/').map(|step| match step {
        "$ORIGIN" | "${ORIGIN}" => Some(origin.to_owned()),
        // What is empty before the first stroke is the root directory, and an entry without any the working directory.
        "" if entry.starts_with('/') => Some(PathBuf::from("/")),
        step => (!step.contains('$')).then(|| PathBuf::from(step)),
    });
    let mut expanded = PathBuf::from(".");
    expanded.extend(steps.map_while(|it| it));
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_expanded_as_the_loader_does() {
        for (entry, expected) in [
            ("/usr/lib", "/usr/lib"),
            ("$ORIGIN", "/private"),
            ("${ORIGIN}/../lib", "/private/../lib"),
            ("lib", "./lib"),
            ("", "."),
            ("/opt/$LIB/x", "/opt"),
        ] {
            assert_eq!(
                expanded(entry, Path::new("/private")),
                Path::new(expected),
                "{entry}"
            );
        }
    }
}
