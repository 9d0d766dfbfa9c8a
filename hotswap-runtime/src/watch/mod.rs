//! Automatic reloads when the plugin directory settles after a change.
//!
//! - `settle`: when a directory is settled, without threads and without a clock
//!
//! The system reports changes. A scan of the directory each second finds the changes that it does not report (network
//! file systems, a directory that was replaced), and all of them where the system refuses.

mod settle;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap::call::contain;
use notify::event::RemoveKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use parking_lot::Mutex;

use crate::error::ReloadError;
use crate::file_identity::FileIdentity;
use crate::guest::safe_point;
use crate::log::{TARGET, log};
use crate::name;
use crate::reload::Snapshot;
use crate::report::ReloadReport;
use crate::swapper::Swapper;
use crate::transaction::SwapperInner;
use crate::turn;
use settle::Settle;

/// How often the directory is scanned even if the system reports nothing.
const LOOK: Duration = Duration::from_secs(1);

/// Why a directory cannot be watched.
#[derive(Debug, thiserror::Error)]
#[error("cannot watch the plugin directory {}: {error}", path.display())]
#[non_exhaustive]
pub struct WatchError {
    /// The directory.
    pub path: PathBuf,
    /// What the system says.
    pub error: Box<dyn std::error::Error + Send + Sync>,
}

impl WatchError {
    fn new(path: &Path, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            path: path.to_owned(),
            error: error.into(),
        }
    }
}

/// Watches the plugin directory. Dropping it ends that.
#[must_use = "watching ends when this is dropped"]
pub struct Watch {
    messages: Sender<Message>,
    thread: Option<JoinHandle<()>>,
    refusal: Arc<Refusal>,
}

/// Why the system does not report changes; `None` if it does.
#[derive(Default)]
struct Refusal(Mutex<Option<Arc<WatchError>>>);

enum Message {
    Event(notify::Result<notify::Event>),
    /// An old library waits for this thread.
    SafePoint,
    Stop,
}

/// Wakes the thread of a watch.
struct WakeWatch(Sender<Message>);

impl Wake for WakeWatch {
    fn wake(self: Arc<Self>) {
        // The receiver is gone once the watch is dropped.
        let _ = self.0.send(Message::SafePoint);
    }
}

impl Swapper {
    /// Reloads on a thread of its own whenever the plugin directory settles after a change, and passes each result to
    /// `on_result`. The reloads have [`LiveData::none`].
    ///
    /// A file that is still being written is not read: the watch waits until its writer closes it, and then until nothing
    /// has happened for 50 ms.
    ///
    /// If the system refuses to report changes, for instance because the user has no inotify instances or watches left
    /// (inotify(7)), the directory is polled once a second. A warning is logged once, and [`Watch::polls_because`] says why.
    /// While it polls, hotswap cannot see that a file is still being written: publish plugins with a rename.
    ///
    /// The directory may be a link to a directory of a release. A change of the link is seen within a second.
    ///
    /// Where the plugins are linked into the host there is nothing to watch, and `on_result` is never called.
    ///
    /// # Errors
    ///
    /// [`WatchError`] if there is no such directory, or the system has no thread to give.
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
        let (messages, inbox) = channel();
        let refusal = Arc::<Refusal>::default();
        if self.inner().is_static() {
            return Ok(Watch {
                messages,
                thread: None,
                refusal,
            });
        }
        let directory = self.plugin_dir();
        check_directory(&directory)?;
        let mut watcher = DirectoryWatcher {
            inner: Arc::downgrade(self.inner()),
            messages: messages.clone(),
            directory: directory.clone(),
            system: Err(Instant::now()),
            refusal: Arc::clone(&refusal),
            settle: Settle::new(),
            looked: None,
            seen: None,
            on_result,
        };
        watcher.ask_system(Instant::now());
        let woken = self.inner().idle_threads().wait();
        woken.set(&Waker::from(Arc::new(WakeWatch(messages.clone()))));
        let thread = std::thread::Builder::new()
            .name("hotswap-watch".to_owned())
            .spawn(move || {
                let _woken = woken;
                watcher.run(&inbox);
            })
            .map_err(|error| WatchError::new(&directory, error))?;
        Ok(Watch {
            messages,
            thread: Some(thread),
            refusal,
        })
    }
}

/// What is at a path; `None` if nothing is.
fn identity(path: &Path) -> Option<FileIdentity> {
    let metadata = std::fs::metadata(path).ok()?;
    Some(FileIdentity::new(&metadata))
}

/// Whether there is a directory. Asking takes no file descriptor.
fn check_directory(directory: &Path) -> Result<(), WatchError> {
    let is_directory = std::fs::metadata(directory).and_then(|it| match it.is_dir() {
        true => Ok(()),
        false => Err(io::ErrorKind::NotADirectory.into()),
    });
    is_directory.map_err(|error| WatchError::new(directory, error))
}

impl Watch {
    /// Why the directory is polled once a second; `None` if the system reports changes.
    ///
    /// The system is asked again each second, so this may become `None` later.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example(swapper: hotswap_runtime::Swapper) -> hotswap::Result<()> {
    /// let watch = swapper.watch(|_| ())?;
    /// if let Some(reason) = watch.polls_because() {
    ///     eprintln!("{reason}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn polls_because(&self) -> Option<Arc<WatchError>> {
        self.refusal.0.lock().clone()
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
            // A panic of the thread has no caller to be returned to, and neither has one here.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// The system's reports of changes in one directory.
struct SystemWatch {
    _watcher: RecommendedWatcher,
    /// The directory, which its path may not lead to any more.
    directory: Option<FileIdentity>,
}

impl SystemWatch {
    fn new(directory: &Path, messages: Sender<Message>) -> notify::Result<Self> {
        let mut watcher = notify::recommended_watcher(move |event| {
            // The receiver is gone once the watch is dropped.
            let _ = messages.send(Message::Event(event));
        })?;
        let identity = identity(directory);
        watcher.watch(directory, RecursiveMode::NonRecursive)?;
        Ok(Self {
            _watcher: watcher,
            directory: identity,
        })
    }

    /// Whether the path still leads to the directory. It leads to another one when a link to releases was changed.
    fn is_of(&self, directory: &Path) -> bool {
        match (&self.directory, identity(directory)) {
            (Some(then), Some(now)) => then.is_file(&now),
            _ => false,
        }
    }
}

/// What runs on the thread.
struct DirectoryWatcher<F> {
    inner: Weak<SwapperInner>,
    messages: Sender<Message>,
    directory: PathBuf,
    /// `Err` while the system tells of nothing, with when it is asked again.
    system: Result<SystemWatch, Instant>,
    refusal: Arc<Refusal>,
    settle: Settle,
    /// What was there at the last look, while the system tells of nothing.
    looked: Option<(Snapshot, u64)>,
    /// What was there when a reload was last tried, and how often refused files had been forgotten.
    seen: Option<(Snapshot, u64)>,
    on_result: F,
}

impl<F: FnMut(&Result<ReloadReport, ReloadError>)> DirectoryWatcher<F> {
    fn run(mut self, inbox: &Receiver<Message>) {
        loop {
            let wait = self.settle.wait(Instant::now()).unwrap_or(LOOK).min(LOOK);
            match inbox.recv_timeout(wait) {
                Ok(Message::Event(event)) => self.note(&event),
                // Hooks of plugins have run on this thread.
                Ok(Message::SafePoint) => safe_point(),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let Some(inner) = self.inner.upgrade() else {
                        return;
                    };
                    self.look(&inner);
                }
            }
        }
    }

    fn note(&mut self, event: &notify::Result<notify::Event>) {
        match event {
            Ok(event) => {
                if event.need_rescan() {
                    // Events were lost, so it is not known which files are being written.
                    self.settle = Settle::new();
                }
                // A log file that is written to all the time, say, is not a plugin.
                let is_plugin = |path: &PathBuf| name::of_file(path).is_some();
                if event.paths.is_empty() || event.paths.iter().any(is_plugin) {
                    self.settle.note(event, Instant::now());
                }
                let is_gone = EventKind::Remove(RemoveKind::Folder);
                if event.kind == is_gone {
                    self.lose_system();
                }
            }
            Err(error) => {
                log(
                    || tracing::debug!(name: "watch_failed", target: TARGET, %error, "watching the plugin directory"),
                );
                self.lose_system();
            }
        }
    }

    /// The system tells of nothing any more, and is asked again at the next look.
    fn lose_system(&mut self) {
        self.system = Err(Instant::now());
        // Who is writing is not known any more.
        self.settle = Settle::new();
    }

    fn look(&mut self, inner: &SwapperInner) {
        // Hooks of plugins have run on this thread.
        safe_point();
        let now = Instant::now();
        self.watch_again(inner.plugin_dir(), now);
        let snapshot = inner.snapshot();
        let is_new = self.seen.as_ref() != Some(&snapshot) && inner.has_moved();
        let is_changing = is_new && self.is_still_changing(&snapshot);
        if is_new && (is_changing || !self.settle.is_waiting()) {
            self.settle.start(now);
        }
        if !self.settle.take_settled(now) || !is_new {
            return;
        }
        self.seen = Some(snapshot);
        // The callback may panic, and so may the host's log: the thread continues.
        let told = contain(|| {
            (self.on_result)(&inner.reload(&LiveData::none(), None));
            Ok(())
        });
        if let Err(error) = told {
            log(
                || tracing::error!(name: "watch_callback_panicked", target: TARGET, %error, "the callback of a watch panicked"),
            );
        }
    }

    /// Whether it is not what was there at the last look, where only looking tells.
    fn is_still_changing(&mut self, snapshot: &(Snapshot, u64)) -> bool {
        if self.system.is_ok() {
            self.looked = None;
            return false;
        }
        let is_changing = self.looked.as_ref() != Some(snapshot);
        self.looked = Some(snapshot.clone());
        is_changing
    }

    /// Follows the swapper to another directory, and a directory to its replacement.
    fn watch_again(&mut self, directory: PathBuf, now: Instant) {
        let is_watched = |system: &SystemWatch| system.is_of(&directory);
        if self.directory != directory || self.system.as_ref().is_ok_and(|it| !is_watched(it)) {
            self.directory = directory;
            self.lose_system();
        }
        if self.system.as_ref().is_err_and(|&again| again <= now) {
            self.ask_system(now);
        }
    }

    /// Asks the system to report changes. A refusal is logged once.
    fn ask_system(&mut self, now: Instant) {
        match SystemWatch::new(&self.directory, self.messages.clone()) {
            Ok(system) => {
                self.system = Ok(system);
                self.settle = Settle::new();
                if self.refusal.0.lock().take().is_some() {
                    let directory = self.directory.display();
                    log(
                        || tracing::info!(name: "watch_resumed", target: TARGET, %directory, "the system reports changes again"),
                    );
                }
            }
            Err(error) => {
                self.system = Err(now + LOOK);
                // Nothing can be watched where there is no directory. It may come back.
                if check_directory(&self.directory).is_ok() {
                    self.refused(error);
                }
            }
        }
    }

    fn refused(&mut self, error: notify::Error) {
        self.settle.be_slow(LOOK);
        let mut refusal = self.refusal.0.lock();
        if refusal.is_none() {
            let error = Arc::new(WatchError::new(&self.directory, error));
            log(
                || tracing::warn!(name: "watch_polls", target: TARGET, %error, "polling the plugin directory once a second instead"),
            );
            *refusal = Some(error);
        }
    }
}
