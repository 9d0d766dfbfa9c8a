//! Panics of plugins: each is reported once.
//!
//! | | |
//! |---|---|
//! | a `tracing` subscriber takes errors of this crate | an event for each panic |
//! | no subscriber, and the panic goes to a caller | the caller gets it as [`Error::Panicked`] |
//! | no subscriber and no caller: a thread of the plugin's own, a destructor | standard error, as by std |
//!
//! At a panic, the stack shows whether there is a caller. Counting calls instead would slow down each call.

use std::fmt::{self, Write};

use hotswap::Error;
use hotswap::call::{PluginPanic, Untold, contain};

use crate::guest::Holders;
use crate::log::TARGET;

/// What stands for a backtrace that was told before.
const AS_BEFORE: &str = "the same as one before\n";

/// The version of a plugin that panicked.
pub(crate) struct Origin<'a> {
    pub(crate) plugin: &'a str,
    /// The number of the version.
    pub(crate) number: u64,
    pub(crate) holders: Option<&'a Holders>,
    /// An address in its library.
    pub(crate) place: Option<usize>,
}

/// Reports a panic, unless a caller gets it. Whether it did.
pub(crate) fn tell(panic: &PluginPanic<'_>, origin: &Origin<'_>) -> bool {
    let is_watched = is_watched();
    // Who subscribes is told in any case: then the stack is only looked at to spare a backtrace.
    let is_asked = !is_watched || !panic.addresses().is_empty();
    let is_returned = is_asked && !panic.is_lost() && !panic.is_linked() && is_called(origin);
    let backtrace = match is_returned {
        true => None,
        false if repeated::is_stack(origin.number, panic.addresses()) => Some(AS_BEFORE.to_owned()),
        false => panic.backtrace(),
    };
    let plugin = origin.plugin;
    let this = Untold {
        message: panic.message(),
        location: panic.location(),
    };
    let report = Report {
        plugin,
        panics: panic.untold().into_iter().chain([this]).collect(),
        backtrace: backtrace.as_deref(),
    };
    if is_watched && report.record() {
        return true;
    }
    if panic.is_linked() {
        // The host's own hook prints it.
        return true;
    }
    // If an earlier panic reached no caller, this one may not either: the first may still be unwinding.
    if is_returned && panic.untold().is_none() {
        return false;
    }
    report.print(thread_name(panic, origin).as_deref());
    true
}

/// Reports that a hook of a plugin failed while the plugin ended.
pub(crate) fn tell_end(plugin: &str, hook: &str, error: &Error) {
    // A panic was recorded when it happened.
    let is_recorded = matches!(error, Error::Panicked { .. });
    let record = || {
        match is_recorded {
            true => {
                tracing::error!(name: "end_failed", target: TARGET, plugin, hook, "a plugin failed to end")
            }
            false => {
                tracing::error!(name: "end_failed", target: TARGET, plugin, hook, %error, "a plugin failed to end")
            }
        }
        Ok(())
    };
    if is_watched() && contain(record).is_ok() {
        return;
    }
    let mut text = format!("\nplugin `{plugin}` failed to end, in {hook}: {error:#}\n");
    if let Error::Panicked {
        backtrace: Some(backtrace),
        ..
    } = error
    {
        text.push_str(backtrace);
    }
    stderr::write(&text);
}

/// Reports that the host's subscriber panicked while it recorded something of a plugin.
pub(crate) fn tell_lost_trace(plugin: &str) {
    stderr::write(&format!(
        "\nthe host's tracing subscriber panicked while it recorded an event or span of plugin `{plugin}`, which is lost; \
         this is reported once\n"
    ));
}

/// Whether a subscriber takes what is recorded here.
fn is_watched() -> bool {
    contain(|| Ok(tracing::enabled!(target: TARGET, tracing::Level::ERROR))).unwrap_or(false)
}

/// What is told.
struct Report<'a> {
    plugin: &'a str,
    /// The earlier ones first.
    panics: Vec<Untold<'a>>,
    backtrace: Option<&'a str>,
}

impl Report<'_> {
    /// An event for each; whether the subscriber took them.
    fn record(&self) -> bool {
        let record = || {
            for Untold { message, location } in &self.panics {
                tracing::error!(
                    name: "plugin_panicked", target: TARGET, plugin = self.plugin,
                    panic.message = message,
                    location,
                    backtrace = self.backtrace,
                    "a plugin panicked"
                );
            }
            Ok(())
        };
        contain(record).is_ok()
    }

    /// On standard error, as std does it.
    fn print(&self, thread: Option<&str>) {
        let thread = thread.unwrap_or("<unnamed>");
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write(thread, &mut text);
        stderr::write(&text);
    }

    fn write(&self, thread: &str, text: &mut String) -> fmt::Result {
        let Self {
            plugin,
            panics,
            backtrace,
        } = self;
        for Untold { message, location } in panics {
            write!(
                text,
                "\nthread '{thread}' panicked in plugin `{plugin}` at {location}:\n{message}\n"
            )?;
        }
        match backtrace {
            Some(backtrace) => write!(text, "stack backtrace:\n{backtrace}"),
            None => Ok(()),
        }
    }
}

/// Whether the code of the plugin that runs on this thread was called, by the host or by another plugin: then that call
/// catches the panic.
fn is_called(origin: &Origin<'_>) -> bool {
    let holders = origin.holders;
    let runs_by_itself = holders.is_some_and(|it| it.is_own_thread() || it.is_in_destructor());
    !runs_by_itself && stack::leads_from_host_to(origin.place)
}

/// The name of this thread: by the plugin's std for a thread of its own, by the host's for all others.
fn thread_name(panic: &PluginPanic<'_>, origin: &Origin<'_>) -> Option<String> {
    let holders = origin.holders;
    if holders.is_some_and(|it| it.is_in_destructor()) {
        // What std knows of this thread may be gone.
        return std::fs::read_to_string("/proc/thread-self/comm")
            .ok()
            .map(|name| name.trim_end().to_owned());
    }
    if holders.is_some_and(|it| it.is_own_thread()) {
        return panic.thread_name();
    }
    std::thread::current().name().map(str::to_owned)
}

mod stack {
    use crate::images;

    /// Whether code of the host is further down the stack than that of the library which `place` is in. Where the loader
    /// cannot be asked for images, it never is, and so each panic is told.
    pub(super) fn leads_from_host_to(place: Option<usize>) -> bool {
        let here = leads_from_host_to as *const () as usize;
        let (Some(plugin), Some(host)) = (place.and_then(images::around), images::around(here))
        else {
            return false;
        };
        let (mut is_in_plugin, mut is_called) = (false, false);
        backtrace::trace(|frame| {
            let address = frame.ip().addr();
            is_in_plugin |= plugin.contains(&address);
            is_called = is_in_plugin && host.contains(&address);
            !is_called
        });
        is_called
    }
}

/// Backtraces that come again and again, as in a loop. Each is told once, since each takes long to find.
mod repeated {
    use std::collections::VecDeque;
    use std::hash::{Hash, Hasher};

    use parking_lot::Mutex;
    use rustc_hash::FxHasher;

    /// As many are remembered.
    const KEPT: usize = 256;

    /// Hashes of those that were told last.
    static TOLD: Mutex<VecDeque<u64>> = Mutex::new(VecDeque::new());

    /// Whether this stack of the version with this number was reported before. Remembers it.
    pub(super) fn is_stack(version: u64, addresses: &[u64]) -> bool {
        if addresses.is_empty() {
            return false;
        }
        let mut hasher = FxHasher::default();
        (version, addresses).hash(&mut hasher);
        let hash = hasher.finish();
        let mut told = TOLD.lock();
        if told.contains(&hash) {
            return true;
        }
        if told.len() == KEPT {
            told.pop_front();
        }
        told.push_back(hash);
        false
    }
}

mod stderr {
    use std::io::{self, Write};

    /// Writes a text in one piece. Where possible without the lock, as std does for panics: a thread may hold it, and wait
    /// for the thread that panics.
    pub(super) fn write(text: &str) {
        // Without a standard error there is nothing to write to.
        let _ = unlocked().write_all(text.as_bytes());
    }

    #[cfg(unix)]
    fn unlocked() -> Box<dyn Write> {
        use std::os::fd::AsFd;
        match io::stderr().as_fd().try_clone_to_owned() {
            Ok(file) => Box::new(std::fs::File::from(file)),
            Err(_) => Box::new(io::stderr()),
        }
    }

    #[cfg(not(unix))]
    fn unlocked() -> Box<dyn Write> {
        Box::new(io::stderr())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_looks_as_that_of_std_and_names_the_plugin() {
        let panic = |message, location| Untold { message, location };
        let report = Report {
            plugin: "world",
            panics: vec![panic("one", "a.rs:1:2"), panic("two", "b.rs:3:4")],
            backtrace: Some("   0: main\n"),
        };
        let mut text = String::new();
        report.write("worker", &mut text).unwrap();
        assert_eq!(
            text,
            "\nthread 'worker' panicked in plugin `world` at a.rs:1:2:\none\n\
             \nthread 'worker' panicked in plugin `world` at b.rs:3:4:\ntwo\n\
             stack backtrace:\n   0: main\n"
        );
    }
}
