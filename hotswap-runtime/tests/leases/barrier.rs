//! The fence with two sides, in the model: `membarrier` puts a full fence into every thread, so both sides
//! are one.

use loom::sync::atomic::{Ordering, fence};

/// The fence, and broken ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Barrier {
    Whole,
    WithoutLight,
    WithoutHeavy,
    Refused,
}

impl Barrier {
    pub(super) fn light(self) {
        if self != Self::WithoutLight {
            fence(Ordering::SeqCst);
        }
    }

    pub(super) fn heavy(self) -> bool {
        if self != Self::WithoutHeavy {
            fence(Ordering::SeqCst);
        }
        self != Self::Refused
    }
}
