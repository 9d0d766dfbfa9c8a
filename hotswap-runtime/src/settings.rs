//! The settings of a swapper: the builder makes them, and all other modules read them from here.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hotswap::Result;

use crate::extension::Extension;
use crate::failpoints::Failpoints;
use crate::idle_threads::IdleThreads;
use crate::mode::Modes;
use crate::on_refused::OnRefused;
use crate::reloading::Reloading;

/// Called when everything is ready for the swap.
pub(crate) type Callback = Box<dyn Fn(&Reloading<'_>) -> Result<()> + Send + Sync>;

/// Everything that a host can set, except for the plugin directory, which it can change later. The functions of
/// [`SwapperBuilder`](crate::SwapperBuilder) document each setting.
pub(crate) struct Settings {
    /// The directory in which the directory of private copies is made.
    pub(crate) private_dir: PathBuf,
    pub(crate) free_delay: Duration,
    pub(crate) warn_after: Duration,
    pub(crate) drop_timeout: Duration,
    pub(crate) explicit_safe_points: bool,
    /// The folded names of the plugins that may be loaded; all if there is no list.
    pub(crate) allow: Option<Vec<String>>,
    pub(crate) callbacks: Vec<Callback>,
    /// The slots that the host fills in each generation.
    pub(crate) extensions: Vec<Extension>,
    pub(crate) modes: Modes,
    pub(crate) backtraces_in_plugins: bool,
    pub(crate) on_refused: OnRefused,
    /// The plugins are those of this binary, not those in the directory.
    pub(crate) static_linking: bool,
    pub(crate) trusted_dir: bool,
    /// What the reaper wakes, and the executor that plugins have.
    pub(crate) idle_threads: Arc<IdleThreads>,
    pub(crate) failpoints: Failpoints,
}

impl Settings {
    pub(crate) fn new(private_dir: PathBuf) -> Self {
        Self {
            private_dir,
            free_delay: Duration::from_secs(15),
            warn_after: Duration::from_secs(10),
            drop_timeout: Duration::from_secs(30),
            explicit_safe_points: false,
            allow: None,
            callbacks: Vec::new(),
            extensions: Vec::new(),
            modes: Modes::default(),
            backtraces_in_plugins: false,
            on_refused: OnRefused::default(),
            static_linking: false,
            trusted_dir: false,
            idle_threads: Arc::default(),
            failpoints: Failpoints::default(),
        }
    }

    /// The allow list, if there is one.
    pub(crate) fn allow(&self) -> Option<&[String]> {
        self.allow.as_deref()
    }
}
