//! How a plugin is tied to others: what it needs of them, and what it offers.

use std::sync::Arc;

use crate::imports::{Imports, Slot, Wiring};
use crate::object::AnyObj;

/// What `imports = …` and `exports = …` of [`#[hotswap::plugin]`](macro@crate::plugin) come to.
///
/// It does not ask for [`Plugin`](crate::Plugin): what that trait lacks would be reported a second time.
pub trait Links: Sized + 'static {
    /// What it needs of others.
    type Imports: Imports;

    /// Where that lies.
    fn slot() -> &'static Slot<Self::Imports>;

    /// What it offers.
    fn export(this: &Arc<Self>) -> Option<AnyObj>;
}

/// Gives a plugin its imports.
pub(crate) fn wire<P: Links>(mut wiring: Wiring) {
    P::slot().set(P::Imports::wire(&mut wiring));
}
