//! The end of a library: its destructors run on their threads, its output is flushed, and it is closed.

use std::fmt;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hotswap::call::Failure;
use hotswap::raw::RawSlice;
use hotswap::root::Root;

use crate::contained::contained;
use crate::failpoints::Step;
use crate::guest::{Guest, StillMapped, safe_point};
use crate::hook::InHook;
use crate::instance::check;
use crate::library::{Library, Origin, Parts};
use crate::log::{TARGET, log};
use crate::mode::Mode;
use crate::panics;
use crate::reaper::{Ending, Wake, When};
use crate::version_info::VersionInfo;

/// A library whose plugin was freed. Only its own threads and its destructors on other threads still run its code.
struct Closing {
    root: &'static Root,
    parts: Parts,
    stage: Stage,
    /// No thread holds anything of it.
    is_clear: Arc<AtomicBool>,
    /// When to check again whether its signal handlers have returned, and the pause before that: a handler cannot
    /// report its return.
    asked_again: Option<(Instant, Duration)>,
    /// How often threads of the host were woken that hold it, and when that is done again.
    woken: (u32, Option<Instant>),
}

/// The first pause before the next check whether a signal handler has returned. Each pause is twice the last.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The first pause before threads of the host are woken again. Each pause is twice the last.
const FIRST_NAP: Duration = Duration::from_millis(1);
const LONGEST_NAP: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Its destructors of thread-locals may run.
    Release,
    /// The destructors of thread-locals have run. Its signal handlers are not called any more, and the destructors of
    /// the library itself run.
    Destroy,
    /// Nothing of the destructors is left on any thread. The library drops its panic hook, whose destructor is the last
    /// code of the plugin's author.
    Detach,
    /// Nothing of that is left either: only code of hotswap and std runs from here on. The imports are dropped, and buffered
    /// output is printed.
    Flush,
    /// Everything that the last stage left on threads is gone, too.
    Close,
}

/// The library of a plugin that was freed, or never created.
impl Ending for Library {
    fn step(&self) -> Step {
        Step::Release
    }

    fn advance(self: Box<Self>, wake: &Wake) -> Option<Box<dyn Ending>> {
        Box::new(Closing::new(*self)).advance(wake)
    }
}

impl Ending for Closing {
    fn step(&self) -> Step {
        match self.stage {
            Stage::Release => Step::Release,
            Stage::Destroy => Step::Destroy,
            Stage::Detach => Step::Detach,
            Stage::Flush => Step::Flush,
            Stage::Close => Step::Close,
        }
    }

    fn when(&self) -> When {
        if let Some((time, _)) = self.asked_again {
            return When::AskedAgain(time);
        }
        // Acquire: pairs with `watch`. Everything that threads did with the library happens before this.
        match (self.is_clear.load(Ordering::Acquire), self.woken.1) {
            (true, _) => When::Now,
            (false, Some(time)) => When::AskedAgain(time),
            (false, None) => When::Woken,
        }
    }

    /// Does one stage. `None` if it was the last; otherwise the next one follows when no thread holds anything of the
    /// library.
    fn advance(mut self: Box<Self>, wake: &Wake) -> Option<Box<dyn Ending>> {
        let Some(guest) = &self.parts.guest else {
            // The host does not know which code of it runs, so it may neither call it nor drop its values.
            self.parts.info.mark_kept();
            return None;
        };
        match self.stage {
            Stage::Release => {
                // SAFETY: QUIET: the instance is gone, and all handles with it, so no code calls the library any more.
                unsafe { guest.release() };
                self.stage = Stage::Destroy;
            }
            Stage::Destroy => {
                if self.no_handler_runs() && self.is_unused() {
                    self.parts = destroy(self.parts)?;
                    self.stage = Stage::Detach;
                }
            }
            Stage::Detach => {
                // Its destructors may have set handlers.
                if self.no_handler_runs() && self.is_unused() {
                    detach(self.root, &self.parts);
                    self.stage = Stage::Flush;
                }
            }
            Stage::Flush => {
                if self.no_handler_runs() && self.is_unused() {
                    finish(self.root, &self.parts);
                    self.stage = Stage::Close;
                }
            }
            Stage::Close => {
                self.parts = close(self.parts)?;
                self.ask_again_if_a_handler_runs();
            }
        }
        // Runs destructors that the stage left on this thread.
        safe_point();
        self.watch(wake);
        self.wake_threads();
        Some(self)
    }
}

impl Closing {
    fn new(library: Library) -> Self {
        let (root, parts) = library.into_parts();
        parts.info.mark_without_value();
        Self {
            root,
            parts,
            stage: Stage::Release,
            is_clear: Arc::default(),
            asked_again: None,
            woken: (0, None),
        }
    }

    /// Stops calls of its signal handlers, and returns whether none is running; otherwise ask again. The handlers of a
    /// library that stays mapped are called for ever.
    fn no_handler_runs(&mut self) -> bool {
        if let Some(guest) = &self.parts.guest
            && self.parts.info.mode() == Mode::Unload
        {
            guest.pass_over_handlers();
            self.ask_again_if_a_handler_runs();
        }
        self.asked_again.is_none()
    }

    /// Whether nothing holds it. A handler that has returned may have left something.
    fn is_unused(&self) -> bool {
        let guest = self.parts.guest.as_ref();
        guest.is_none_or(|guest| guest.outstanding().is_empty() && guest.holders().objects() == 0)
    }

    fn ask_again_if_a_handler_runs(&mut self) {
        let guest = self.parts.guest.as_ref();
        let runs = guest.is_some_and(|guest| !guest.holders().handlers().is_empty());
        let last = self.asked_again.take();
        if runs {
            let pause = last.map_or(FIRST_PAUSE, |(_, pause)| LONGEST_PAUSE.min(2 * pause));
            self.asked_again = Some((Instant::now() + pause, pause));
        }
    }

    /// Wakes threads of the host if such threads hold it.
    fn wake_threads(&mut self) {
        let (round, again) = &mut self.woken;
        let holders = self.parts.guest.as_ref().map(Guest::outstanding);
        let is_held = holders.iter().flatten().any(|holder| !holder.is_its_own);
        *again = None;
        if !is_held {
            *round = 0;
        } else if self.parts.info.idle_threads().wake(*round) {
            let nap = FIRST_NAP.saturating_mul(1 << (*round).min(20));
            *again = Some(Instant::now() + nap.min(LONGEST_NAP));
            *round += 1;
        }
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

/// Whether its code may still be called because the library stays mapped. Such code needs its imports, its statics and
/// its panic hook.
fn may_be_called(info: &VersionInfo, guest: &Guest) -> bool {
    info.mode() != Mode::Unload || guest.may_be_called()
}

/// Runs the destructors of the library, which may take as long as any hook. Returns the parts unless the library must
/// stay mapped.
fn destroy(mut parts: Parts) -> Option<Parts> {
    let guest = parts.guest.as_ref()?;
    if may_be_called(&parts.info, guest) {
        return Some(parts);
    }
    let hook = InHook::enter(parts.info.hooks(), "destructors");
    // SAFETY: QUIET: the library was released, no thread has anything of it, and no handler of it is called. It is
    // closed next.
    let result = unsafe { guest.run_destructors() };
    drop(hook);
    match result {
        Ok(()) => Some(parts),
        Err(error) => {
            parts.guest = None;
            keep_mapped(&parts.info, &error);
            None
        }
    }
}

/// Calls a function of the library's root as a hook, and reports its failure.
fn run(info: &VersionInfo, what: &'static str, step: impl FnOnce() -> Failure) {
    let _hook = InHook::enter(info.hooks(), what);
    if let Err(error) = check(step()) {
        panics::tell_end(info.plugin(), what, &error.from_plugin(info.plugin()));
    }
}

/// Has the library drop its panic hook, whose destructor may use the imports, start threads and print.
fn detach(root: &Root, parts: &Parts) {
    if let Some(guest) = &parts.guest
        && !may_be_called(&parts.info, guest)
    {
        // SAFETY: QUIET: no thread has anything of its code, and no code calls it.
        let detach = || unsafe { (root.detach())() };
        run(&parts.info, "drop of its panic hook", detach);
    }
}

/// Drops the imports, and has the library flush its `stdout`.
fn finish(root: &Root, parts: &Parts) {
    let Some(guest) = &parts.guest else {
        return;
    };
    let info = &parts.info;
    let may_be_called = may_be_called(info, guest);
    if !may_be_called {
        // SAFETY: QUIET: no thread has anything of its code, no code calls it, and its panic hook is gone.
        run(info, "drop of its imports", || unsafe { (root.unwire())() });
    }
    // SAFETY: MAPPED and LENT: the library is mapped, and the bytes are static.
    let flush = |bytes| unsafe { (root.flush())(RawSlice::new(bytes)) };
    run(info, "flush of stdout", || flush(&[]));
    if !may_be_called {
        let show = || run(info, "flush of stdout", || flush(b"\0"));
        // SAFETY: QUIET and AT-REST: the library was released, no thread has anything of it, no handler of it is
        // called, and its buffer was just written out.
        unsafe { guest.show_output(show) };
    }
}

/// Closes the library, if its mode says so. Returns the parts if something still holds it.
fn close(mut parts: Parts) -> Option<Parts> {
    if parts.info.mode() != Mode::Unload {
        parts.info.mark_kept();
        return None;
    }
    let guest = parts.guest.take()?;
    let hook = InHook::enter(parts.info.hooks(), "dlclose");
    // SAFETY: QUIET: the library was released. The instance is gone, and so is everything that referred to it.
    match unsafe { guest.close() } {
        Ok(()) => {
            drop(hook);
            if let Origin::Copied { services, .. } = parts.origin {
                // No code is left that could use the services. What the host has put into them may panic when it is dropped: the
                // library is unloaded all the same.
                contained(|| drop(ManuallyDrop::into_inner(services)));
            }
            parts.info.mark_unloaded();
            let (plugin, generation) = (parts.info.plugin(), parts.info.generation());
            log(
                || tracing::info!(name: "unloaded", target: TARGET, plugin, generation, "unloaded"),
            );
            None
        }
        Err(StillMapped::Held { guest, .. } | StillMapped::Running { guest, .. }) => {
            parts.guest = Some(*guest);
            Some(parts)
        }
        Err(error) => {
            keep_mapped(&parts.info, &error);
            None
        }
    }
}

fn keep_mapped(info: &VersionInfo, error: &StillMapped) {
    let why = match error {
        StillMapped::Known { by, .. } => by.join(", "),
        _ => error.to_string(),
    };
    log(
        || tracing::warn!(name: "unload_failed", target: TARGET, plugin = info.plugin(), %error, "cannot unload"),
    );
    info.mark_kept_for(why);
}

impl fmt::Debug for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closing")
            .field("parts", &self.parts)
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}
