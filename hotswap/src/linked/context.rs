//! Whose code runs on this thread: a linked plugin's, or the host's.
//!
//! Functions and hooks know their plugin, and enter it; so does what the host offers. The methods of an object that
//! has left its plugin are entered by the table for others, and know it by the type that they are for. Only ever
//! asked, and set, in a host.

use std::cell::Cell;

use super::{LINKED, Linked};
use crate::role::is_host;

thread_local! {
    /// `None` for the host. No destructor, and nothing to allocate.
    static CURRENT: Cell<Option<&'static Linked>> = const { Cell::new(None) };
}

/// The plugin whose code runs; `None` for the host's, and in a library that is no host.
#[inline]
pub(crate) fn current() -> Option<&'static Linked> {
    is_host().then(|| CURRENT.get()).flatten()
}

/// Code of `plugin` begins, until the result is dropped.
pub(crate) fn enter(plugin: Option<&'static Linked>) -> Entered {
    Entered(CURRENT.replace(plugin))
}

/// Code of the host begins, or of the plugin: if this is a host.
pub(crate) fn enter_in_host(plugin: Option<&'static Linked>) -> Option<Entered> {
    is_host().then(|| enter(plugin))
}

/// A function of that crate begins, in a host.
pub(crate) fn enter_crate(krate: &str) -> Entered {
    enter(Linked::of_crate(krate))
}

/// A method of that type begins: in a host, where others come in.
pub(crate) fn enter_type(
    name: impl FnOnce() -> &'static str,
) -> (Option<&'static Linked>, Option<Entered>) {
    if LINKED.is_empty() || !is_host() {
        return (None, None);
    }
    let plugin = of_type(name());
    (plugin, Some(enter(plugin)))
}

/// The plugin of a type: of the first crate in its name that is a plugin's. A closure or a container is that of
/// what it is made of.
fn of_type(name: &str) -> Option<&'static Linked> {
    crates_in(name).find_map(Linked::of_crate)
}

/// The crates in the name of a type, from left to right: those of its paths.
fn crates_in(name: &str) -> impl Iterator<Item = &str> {
    // What is not ASCII is of a name: asking Unicode would take its tables into every plugin.
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':' || !c.is_ascii();
    let paths = name.split(move |c| !is_path(c));
    paths.filter_map(|path| Some(path.split_once("::")?.0).filter(|krate| !krate.is_empty()))
}

/// Goes back to whose code ran before.
pub(crate) struct Entered(Option<&'static Linked>);

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_of_a_type_are_found_in_its_name() {
        let crates = |name| crates_in(name).collect::<Vec<_>>();
        assert_eq!(crates("api::_::__Method<dog::Kennel, 0>"), ["api", "dog"]);
        assert_eq!(
            crates("&mut alloc::vec::Vec<dog::a::{{closure}}>"),
            ["alloc", "dog"]
        );
        assert_eq!(crates("(u8, &str)"), [""; 0]);
        assert_eq!(crates("[dog::Zoé; 3]"), ["dog"]);
    }
}
