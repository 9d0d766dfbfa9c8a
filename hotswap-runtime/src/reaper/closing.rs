//! The end of a library: its destructors run where they belong, its output is flushed, it is closed.

use std::fmt;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hotswap::root::Root;

use crate::census::Census;
use crate::guest::{Guest, Holder, StillMapped, safe_point};
use crate::instance::check;
use crate::library::{Library, Origin, Parts};
use crate::life::Life;
use crate::log::log;
use crate::mode::Mode;
use crate::reload::Step;

/// Has the reaper look at what waits. Called on any thread.
pub(super) type Wake = Arc<dyn Fn() + Send + Sync>;

/// A library whose plugin was freed, and which nobody calls any more: but for threads of its own, and
/// destructors that threads have of it.
pub(super) struct Closing {
    root: &'static Root,
    parts: Parts,
    stage: Stage,
    /// No thread has anything of it.
    is_clear: Arc<AtomicBool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Its destructors may run.
    Release,
    /// They have. What it has not printed yet is printed.
    Flush,
    /// Whatever that left on this thread is gone as well.
    Close,
}

impl Closing {
    pub(super) fn new(library: Library) -> Self {
        let (root, parts) = library.into_parts();
        // Its value is gone, or was never there.
        parts.life.freed();
        Self {
            root,
            parts,
            stage: Stage::Release,
            is_clear: Arc::default(),
        }
    }

    pub(super) fn step(&self) -> Step {
        match self.stage {
            Stage::Release => Step::Release,
            Stage::Flush => Step::Flush,
            Stage::Close => Step::Close,
        }
    }

    pub(super) fn life(&self) -> &Arc<Life> {
        &self.parts.life
    }

    pub(super) fn is_clear(&self) -> bool {
        // Acquire: pairs with `watch`; all that threads had of it is done.
        self.is_clear.load(Ordering::Acquire)
    }

    /// The threads that hold it.
    pub(super) fn threads(&self) -> Vec<Holder> {
        let guest = self.parts.guest.as_ref();
        guest.map(Guest::outstanding).unwrap_or_default()
    }

    /// Goes one stage on. `None` if that was the last; otherwise the next follows when it is clear.
    pub(super) fn advance(mut self, wake: &Wake, census: &Census) -> Option<Self> {
        let Some(guest) = &self.parts.guest else {
            // What runs of it is not known: nothing may be asked of it, nor taken from it.
            census.kept(&self.parts.life);
            return None;
        };
        match self.stage {
            Stage::Release => {
                // SAFETY: the instance is gone, and with it all handles, so nobody calls it any more.
                unsafe { guest.release() };
                self.stage = Stage::Flush;
            }
            Stage::Flush => {
                // SAFETY: nothing of its code is on any thread.
                let unwired = check(unsafe { (self.root.unwire)() });
                let flushed = check((self.root.flush)());
                // Their failures are panics, which the host was told of.
                drop((unwired, flushed));
                self.stage = Stage::Close;
            }
            Stage::Close => self.parts = close(self.parts, census)?,
        }
        // What either of them left on this thread.
        safe_point();
        self.watch(wake);
        Some(self)
    }

    fn watch(&mut self, wake: &Wake) {
        self.is_clear = Arc::default();
        let (is_clear, wake) = (Arc::clone(&self.is_clear), Arc::clone(wake));
        if let Some(guest) = &self.parts.guest {
            guest.on_clear(move || {
                // Release: pairs with `is_clear`.
                is_clear.store(true, Ordering::Release);
                wake();
            });
        }
    }
}

/// Closes it, if it is to be closed. Gives it back if something came up that holds it.
fn close(mut parts: Parts, census: &Census) -> Option<Parts> {
    if parts.life.mode() != Mode::Unload {
        census.kept(&parts.life);
        return None;
    }
    let guest = parts.guest.take()?;
    // SAFETY: it was released; the instance is gone, and so is all that referred to it.
    match unsafe { guest.close() } {
        Ok(()) => {
            if let Origin::Copied { services, .. } = parts.origin {
                // Nothing is left that could use them.
                drop(ManuallyDrop::into_inner(services));
            }
            census.unloaded(&parts.life);
            let (plugin, generation) = (parts.life.plugin(), parts.life.generation());
            log(|| tracing::info!(plugin, generation, "unloaded"));
            None
        }
        Err(StillMapped::Held { guest, .. }) => {
            parts.guest = Some(*guest);
            Some(parts)
        }
        Err(error) => {
            parts.life.must_stay(error.to_string());
            log(|| tracing::warn!(plugin = parts.life.plugin(), %error, "cannot unload"));
            census.kept(&parts.life);
            None
        }
    }
}

impl fmt::Debug for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closing")
            .field("parts", &self.parts)
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}
