//! The declaration of a plugin, as `#[hotswap::plugin]` generates it: its value, its imports and its export.

use std::sync::Arc;

use crate::imports::{WireImports, Wiring};
use crate::linked::Linked;
use crate::object::AnyObj;
use crate::statics::Statics;

/// A type of the generated code that stands for a plugin.
///
/// Errors in the plugin's own type are reported once, because the generated `impl`s are for this type.
pub trait StandsFor: 'static {
    /// The plugin.
    type Itself;
}

/// The declaration of a plugin.
///
/// It requires neither [`Plugin`](crate::Plugin) nor `Default`, because rustc would report a missing one twice.
pub trait PluginDecl: StandsFor {
    /// Creates the plugin's value.
    fn create() -> Self::Itself;

    /// The slot of its imports. The slot has no type parameter here, so the type of the imports may be private.
    fn slot() -> &'static dyn WireImports;

    /// Its statics.
    fn statics() -> &'static Statics;

    /// The plugin as a linked plugin.
    fn linked() -> &'static Linked;

    /// The object that it exports.
    fn export(this: &Arc<Self::Itself>) -> Option<AnyObj>;
}

/// Gives a plugin its imports.
pub(crate) fn wire<L: PluginDecl>(mut wiring: Wiring) {
    L::slot().wire(&mut wiring);
}
