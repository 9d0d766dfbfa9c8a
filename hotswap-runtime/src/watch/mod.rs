//! Reloading by itself when the plugin directory settles after a change.
//!
//! - `settle`: when is a directory settled? No threads, no clock of its own
//! - `snapshot`: what is in it
//!
//! The system tells of changes; a look at the directory each second finds those it does not tell of (network
//! file systems, a directory that was replaced).

mod settle;
mod snapshot;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap::call::contain;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::error::ReloadError;
use crate::guest::safe_point;
use crate::log::log;
use crate::name;
use crate::report::ReloadReport;
use crate::swapper::Swapper;
use crate::transaction::Shared;
use crate::turn;
use settle::Settle;
use snapshot::Snapshot;

/// How often the directory is looked at even if the system tells of nothing.
const LOOK: Duration = Duration::from_secs(1);

/// Why a directory cannot be watched.
#[derive(Debug, thiserror::Error)]
#[error("cannot watch the plugin directory {}", path.display())]
#[non_exhaustive]
pub struct WatchError {
    /// The directory.
    pub path: PathBuf,
    /// What the system says.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Watches the plugin directory until it is dropped.
#[must_use = "watching ends when this is dropped"]
pub struct Watch {
    messages: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    Event(notify::Result<notify::Event>),
    Stop,
}

impl Swapper {
    /// Reloads whenever the plugin directory settles after a change, on a thread of its own, and tells
    /// `on_result` what came of it. The reloads have [`LiveData::none`].
    ///
    /// A file that is still being written is not touched: it is waited for until its writer closes it, and
    /// then until nothing has happened for 50 ms.
    ///
    /// Where the plugins are linked into the host there is nothing to watch, and `on_result` is never called.
    ///
    /// # Errors
    ///
    /// [`WatchError`] if the directory cannot be watched.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example(swapper: hotswap_runtime::Swapper) -> hotswap::Result<()> {
    /// let watch = swapper.watch(|result| match result {
    ///     Ok(report) => println!("{report}"),
    ///     Err(error) => eprintln!("{error}"),
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch(
        &self,
        on_result: impl FnMut(&Result<ReloadReport, ReloadError>) + Send + 'static,
    ) -> Result<Watch, WatchError> {
        let directory = self.plugin_dir();
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| WatchError {
            path: directory.clone(),
            source,
        };
        let (messages, inbox) = channel();
        if self.shared().is_static() {
            return Ok(Watch {
                messages,
                thread: None,
            });
        }
        let system =
            SystemWatch::new(&directory, messages.clone()).map_err(|it| failed(it.into()))?;
        let watcher = DirectoryWatcher {
            shared: Arc::downgrade(self.shared()),
            messages: messages.clone(),
            system: Some(system),
            settle: Settle::new(),
            seen: None,
            on_result,
        };
        let thread = std::thread::Builder::new()
            .name("hotswap-watch".to_owned())
            .spawn(move || watcher.run(&inbox))
            .map_err(|it| failed(it.into()))?;
        Ok(Watch {
            messages,
            thread: Some(thread),
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
            // In a callback of a reload, the thread may be waiting for that reload to end.
            && !turn::is_inside_any()
        {
            // A panic of the thread was in nobody's call; there is nobody to tell here either.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// The system's own way of telling.
struct SystemWatch {
    directory: PathBuf,
    _watcher: RecommendedWatcher,
}

impl SystemWatch {
    fn new(directory: &Path, messages: Sender<Message>) -> notify::Result<Self> {
        let mut watcher = notify::recommended_watcher(move |event| {
            // Nobody listens once the watch is dropped.
            let _ = messages.send(Message::Event(event));
        })?;
        watcher.watch(directory, RecursiveMode::NonRecursive)?;
        Ok(Self {
            directory: directory.to_owned(),
            _watcher: watcher,
        })
    }
}

/// What runs on the thread.
struct DirectoryWatcher<F> {
    shared: Weak<Shared>,
    messages: Sender<Message>,
    /// `None` while the directory cannot be watched.
    system: Option<SystemWatch>,
    settle: Settle,
    /// What was there when a reload was last tried.
    seen: Option<Snapshot>,
    on_result: F,
}

impl<F: FnMut(&Result<ReloadReport, ReloadError>)> DirectoryWatcher<F> {
    fn run(mut self, inbox: &Receiver<Message>) {
        loop {
            let wait = self.settle.wait(Instant::now()).unwrap_or(LOOK).min(LOOK);
            match inbox.recv_timeout(wait) {
                Ok(Message::Event(event)) => self.note(&event),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let Some(shared) = self.shared.upgrade() else {
                        return;
                    };
                    self.look(&shared);
                }
            }
        }
    }

    fn note(&mut self, event: &notify::Result<notify::Event>) {
        match event {
            Ok(event) => {
                if matches!(
                    event.kind,
                    notify::EventKind::Remove(notify::event::RemoveKind::Folder)
                ) {
                    self.system = None;
                }
                if event.need_rescan() {
                    // Events were lost, so who is writing is not known any more.
                    self.settle = Settle::new();
                }
                // A log that somebody keeps writing here, say, is no plugin.
                let is_plugin = |path: &PathBuf| name::of_file(path).is_some();
                if event.paths.is_empty() || event.paths.iter().any(is_plugin) {
                    self.settle.note(event, Instant::now());
                }
            }
            Err(error) => {
                log(|| tracing::debug!(%error, "watching the plugin directory"));
                self.system = None;
            }
        }
    }

    fn look(&mut self, shared: &Shared) {
        // Hooks of plugins have run on this thread.
        safe_point();
        self.watch_again(&shared.plugin_dir());
        let now = Instant::now();
        let snapshot = Snapshot::take(shared);
        let is_new = self.seen.as_ref() != Some(&snapshot) && shared.has_moved();
        if is_new && !self.settle.is_waiting() {
            self.settle.start(now);
        }
        if !self.settle.take_settled(now) || !is_new {
            return;
        }
        self.seen = Some(snapshot);
        // The callback may panic, and so may the host's log: the thread goes on.
        let told = contain(|| {
            (self.on_result)(&shared.reload(&LiveData::none(), None));
            Ok(())
        });
        if let Err(error) = told {
            log(|| tracing::error!(%error, "the callback of a watch panicked"));
        }
    }

    /// Follows the swapper to another directory, and a directory to its replacement.
    fn watch_again(&mut self, directory: &Path) {
        if self
            .system
            .as_ref()
            .is_some_and(|system| system.directory == directory)
        {
            return;
        }
        // Who was writing in the other directory is not heard of any more.
        self.settle = Settle::new();
        self.system = SystemWatch::new(directory, self.messages.clone()).ok();
    }
}
