//! What inspection reads from a library, in any format.

use super::error::Damage;

/// A library that was found whole.
pub(super) trait LibraryFile<'a> {
    /// The content of the section called `name`.
    fn section(&self, name: &str) -> Option<&'a [u8]>;

    /// Where it has the loader look for the libraries that it needs, in its own words: `$ORIGIN/../lib`.
    fn search_path(&self) -> Vec<String>;

    /// The libraries that it needs, by the names that the loader looks for.
    fn needed(&self) -> Vec<String>;

    /// How much static thread-local storage it takes of the process; `None` if it can do without.
    fn static_thread_locals(&self) -> Option<u64>;

    /// The data that the library offers as `name`.
    fn symbol(&self, name: &str) -> Result<Option<Place<'a>>, Damage>;
}

/// Some bytes of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// Where in the file.
    pub(super) offset: u64,
    /// What they are.
    pub(super) bytes: &'a [u8],
}
