//! The slot of a plugin's imports, whatever their type is.

use super::Wiring;

/// A slot, of whichever type.
pub trait Wired: Sync {
    /// Puts there what the host found.
    fn wire(&self, wiring: &mut Wiring);

    /// Lets go of the objects that are there.
    ///
    /// # Safety
    ///
    /// No code runs any more that has called [`Slot::get`](super::Slot::get), or will.
    unsafe fn clear(&self);
}
