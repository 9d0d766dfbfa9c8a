//! A fence with two sides, of which one is nearly free.

use std::sync::OnceLock;
use std::sync::atomic::{Ordering, compiler_fence, fence};

/// How readers and reclaimers are kept in order. Both sides of one protocol use the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Barrier {
    /// The reclaimer has the system fence all threads of the process.
    Membarrier,
    /// Each thread executes its own fence.
    Fences,
}

impl Barrier {
    /// The cheapest for readers that this system has.
    pub(super) fn best() -> Self {
        static BEST: OnceLock<Barrier> = OnceLock::new();
        *BEST.get_or_init(|| match system::register() && system::fence_all_threads() {
            true => Self::Membarrier,
            false => Self::Fences,
        })
    }

    /// The reader's side.
    #[inline]
    pub(super) fn light(self) {
        match self {
            // The processor's part is done from the other side, wherever this thread is in its code.
            Self::Membarrier => compiler_fence(Ordering::SeqCst),
            // SeqCst: a store before and a load after it, which nothing weaker keeps in order.
            Self::Fences => fence(Ordering::SeqCst),
        }
    }

    /// The reclaimer's side. False if the system refused it, which it does not do to a process that has
    /// registered; a forked child registers again.
    pub(super) fn heavy(self) -> bool {
        match self {
            Self::Membarrier => {
                system::fence_all_threads() || (system::register() && system::fence_all_threads())
            }
            Self::Fences => {
                // SeqCst: the other half of the one above.
                fence(Ordering::SeqCst);
                true
            }
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use rustix::thread::{MembarrierCommand, membarrier};

    /// Tells the system that this process will ask for fences.
    pub(super) fn register() -> bool {
        membarrier(MembarrierCommand::RegisterPrivateExpedited).is_ok()
    }

    /// Every thread of this process passes a full fence before this returns true.
    pub(super) fn fence_all_threads() -> bool {
        membarrier(MembarrierCommand::PrivateExpedited).is_ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) fn register() -> bool {
        false
    }

    pub(super) fn fence_all_threads() -> bool {
        false
    }
}
