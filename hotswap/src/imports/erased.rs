//! The slot of a plugin's imports, without its type.

use super::Wiring;

/// An [`ImportSlot`](super::ImportSlot) of any type.
pub trait WireImports: Sync {
    /// Sets the imports to the objects that the host found.
    fn wire(&self, wiring: &mut Wiring);

    /// Drops the imported objects.
    ///
    /// # Safety
    ///
    /// No code runs any more that has called [`ImportSlot::get`](super::ImportSlot::get), or will.
    unsafe fn clear(&self);
}
