//! The statics of a plugin, through which its own code finds its value and its context.

use crate::context::ContextSlot;
use crate::linked::Linked;
use crate::value_slot::ValueSlot;

/// The statics of a plugin.
#[derive(Debug)]
pub struct Statics {
    value: ValueSlot,
    context: ContextSlot,
}

/// A type that is the plugin of its crate.
///
/// # Safety
///
/// `statics` is always the same one, and its value is of this type: [`PluginDecl`](crate::declaration::PluginDecl) has the same.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the plugin of a crate",
    label = "no `#[hotswap::plugin] impl Plugin for {Self}`",
    note = "the type is the one that implements `Plugin`, with `#[hotswap::plugin]`"
)]
pub unsafe trait HasStatics: Sized + 'static {
    /// The same type. Generated code names it through this projection, so that a type that is not a plugin is one error.
    type Itself;

    /// Its statics.
    fn statics() -> &'static Statics;

    /// The plugin as one that is linked into a host, or into a test.
    fn linked() -> &'static Linked;
}

impl Statics {
    /// Those of a plugin without a value.
    #[allow(clippy::new_without_default, reason = "they are made in a static")]
    pub const fn new() -> Self {
        Self {
            value: ValueSlot::new(),
            context: ContextSlot::new(),
        }
    }

    pub(crate) fn value(&self) -> &ValueSlot {
        &self.value
    }

    pub(crate) fn context(&self) -> &ContextSlot {
        &self.context
    }
}
