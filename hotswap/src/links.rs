//! How a plugin is tied to others: what it needs of them, and what it offers.

use std::sync::Arc;

use crate::imports::{Wired, Wiring};
use crate::linked::Linked;
use crate::object::AnyObj;

/// What `imports = …` and `exports = …` of [`#[hotswap::plugin]`](macro@crate::plugin) come to.
///
/// It does not ask for [`Plugin`](crate::Plugin): what that trait lacks would be reported a second time.
pub trait Links: Sized + 'static {
    /// Where what it needs of others lies. Of which type that is nobody outside needs to know: so it may be
    /// private where the plugin is not.
    fn slot() -> &'static dyn Wired;

    /// The plugin, where it is linked into a host.
    fn linked() -> &'static Linked;

    /// What it offers.
    fn export(this: &Arc<Self>) -> Option<AnyObj>;
}

/// Gives a plugin its imports.
pub(crate) fn wire<P: Links>(mut wiring: Wiring) {
    P::slot().wire(&mut wiring);
}
