//! What the libraries that a plugin needs do not have.

use std::path::PathBuf;

/// Something without which the system's loader refuses a plugin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unmet {
    /// A library was not found where the loader looks.
    #[error(
        "needs the library {library}{}, which the system's loader does not find{}: {}",
        through(.needed_by), looks_in(.directories), found_by_origin(*.by_origin)
    )]
    #[non_exhaustive]
    Library {
        /// The name that the loader looks for.
        library: String,
        /// The library that needs it, if that is not the plugin itself.
        needed_by: Option<String>,
        /// The directories that the libraries and the environment name. The loader looks in the system's directories as well.
        directories: Vec<PathBuf>,
        /// The plugin names a directory by `$ORIGIN`, which is the directory of its private copy.
        by_origin: bool,
    },

    /// A library was found, and does not define a version of its symbols that is needed.
    #[error(
        "needs the version {version} of {library}{}, which {} does not define: build the plugin against an \
         older version, or update the library",
        through(.needed_by), .found.display()
    )]
    #[non_exhaustive]
    Version {
        /// The name of the library.
        library: String,
        /// The version: `GLIBC_2.38`.
        version: String,
        /// The library that needs it, if that is not the plugin itself.
        needed_by: Option<String>,
        /// The library that was found.
        found: PathBuf,
    },

    /// No library defines these symbols.
    #[error(
        "needs {}{}, not defined by any library that it needs: link the library that defines it, unless your \
         host exports it",
        listed(.symbols), through(.needed_by)
    )]
    #[non_exhaustive]
    Symbols {
        /// The names, with their versions: `memcpy@GLIBC_2.14`.
        symbols: Vec<String>,
        /// The library that needs them, if that is not the plugin itself.
        needed_by: Option<String>,
    },
}

fn through(needed_by: &Option<String>) -> String {
    let through = needed_by.as_ref().map(|it| format!(" (through {it})"));
    through.unwrap_or_default()
}

fn looks_in(directories: &[PathBuf]) -> String {
    if directories.is_empty() {
        return String::new();
    }
    let directories = directories.iter().map(|it| it.display().to_string());
    let directories: Vec<_> = directories.collect();
    format!(
        " (it looks in {} and the system's directories)",
        directories.join(", ")
    )
}

fn found_by_origin(by_origin: bool) -> &'static str {
    match by_origin {
        true => {
            "`$ORIGIN` is the directory of the private copy that a host opens; give the directory as an absolute path"
        }
        false => "install it, or add its directory to `LD_LIBRARY_PATH` or a `RUNPATH`",
    }
}

/// A file may lack hundreds.
const SHOWN: usize = 5;

fn listed(symbols: &[String]) -> String {
    let shown = symbols.iter().take(SHOWN).map(|it| format!("`{it}`"));
    let shown: Vec<_> = shown.collect();
    let noun = if symbols.len() == 1 {
        "the symbol"
    } else {
        "the symbols"
    };
    match symbols.len().saturating_sub(SHOWN) {
        0 => format!("{noun} {}", shown.join(", ")),
        more => format!("{noun} {} and {more} more", shown.join(", ")),
    }
}
