//! How a plugin is tied to others: what it needs of them, and what it offers.

use std::sync::Arc;

use crate::imports::{Wired, Wiring};
use crate::linked::Linked;
use crate::object::AnyObj;

/// A type of the generated code that stands for a plugin.
///
/// What is wrong with the plugin's own type is told of that, once, and not of another `impl` for it.
pub trait StandsFor: 'static {
    /// The plugin.
    type Itself;
}

/// What `imports = …` and `exports = …` of [`#[hotswap::plugin]`](macro@crate::plugin) come to.
///
/// It asks for neither [`Plugin`](crate::Plugin) nor `Default`: what they lack would be reported a second time.
pub trait PluginDecl: StandsFor {
    /// Makes the plugin's value.
    fn create() -> Self::Itself;

    /// Where what it needs of others lies. Of which type that is nobody outside needs to know: so it may be
    /// private where the plugin is not.
    fn slot() -> &'static dyn Wired;

    /// The plugin, where it is linked into a host.
    fn linked() -> &'static Linked;

    /// What it offers.
    fn export(this: &Arc<Self::Itself>) -> Option<AnyObj>;
}

/// Gives a plugin its imports.
pub(crate) fn wire<L: PluginDecl>(mut wiring: Wiring) {
    L::slot().wire(&mut wiring);
}
