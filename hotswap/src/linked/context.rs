//! Which code runs on this thread: that of a linked plugin, or that of the host.
//!
//! The adapters of functions and hooks know their plugin, and enter it. Functions that the host offers enter the host. Methods of
//! an object that has left its plugin find the plugin by the type that they are for. Only a host reads and sets the context.

use std::cell::Cell;

use super::{LINKED, Linked};
use crate::role::is_host;

thread_local! {
    /// `None` for the host. It has no destructor, and allocates nothing.
    static CURRENT: Cell<Option<&'static Linked>> = const { Cell::new(None) };
}

/// The plugin whose code runs; `None` if it is the host's, or if this library is not a host.
#[inline]
pub(crate) fn current() -> Option<&'static Linked> {
    is_host().then(|| CURRENT.get()).flatten()
}

/// Enters `plugin`, until the result is dropped.
pub(crate) fn enter(plugin: Option<&'static Linked>) -> Entered {
    Entered(CURRENT.replace(plugin))
}

/// Enters the plugin or the host, if this library is a host.
pub(crate) fn enter_in_host(plugin: Option<&'static Linked>) -> Option<Entered> {
    is_host().then(|| enter(plugin))
}

/// Enters the plugin of a crate.
pub(crate) fn enter_crate(krate: &str) -> Entered {
    enter(Linked::of_crate(krate))
}

/// Enters the plugin of a type, if this library is a host.
pub(crate) fn enter_type(
    name: impl FnOnce() -> &'static str,
) -> (Option<&'static Linked>, Option<Entered>) {
    if LINKED.is_empty() || !is_host() {
        return (None, None);
    }
    let plugin = of_type(name());
    (plugin, Some(enter(plugin)))
}

/// The plugin of a type: the first crate in the type's name that belongs to a plugin. So a closure or a container belongs to the
/// plugin of its content.
fn of_type(name: &str) -> Option<&'static Linked> {
    crates_in(name).find_map(Linked::of_crate)
}

/// The crates in the name of a type, from left to right: those of its paths.
fn crates_in(name: &str) -> impl Iterator<Item = &str> {
    // Other characters than ASCII count as part of a name: a Unicode query would add its tables to every plugin.
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':' || !c.is_ascii();
    let paths = name.split(move |c| !is_path(c));
    paths.filter_map(|path| Some(path.split_once("::")?.0).filter(|krate| !krate.is_empty()))
}

/// Restores the previous context when it is dropped.
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
