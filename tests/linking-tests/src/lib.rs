//! The tests that plugins pass whether they are loaded or linked: one source, two ways to the plugins.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap::linked::Linked;
use hotswap_runtime::{Swapper, SwapperBuilder};
use mode_diary::Setup;
use tempfile::TempDir;

/// How a host gets its plugins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From files.
    Loaded,
    /// From its own binary.
    Linked,
}

/// A host, its plugins, and what they write down.
#[derive(Debug)]
pub struct Scene {
    way: Way,
    scratch: TempDir,
    fails: Option<String>,
    panics: Option<String>,
    _turn: Option<MutexGuard<'static, ()>>,
}

/// What is linked in is there once: those who want it take turns.
static TURN: Mutex<()> = Mutex::new(());

impl Scene {
    /// A scene in which nothing is loaded yet.
    ///
    /// # Panics
    ///
    /// If the system has no place for temporary files.
    pub fn new(way: Way) -> Self {
        let turn = || TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let scratch = tempfile::tempdir().expect("the system has a place for temporary files");
        std::fs::create_dir(scratch.path().join("plugins")).expect("a directory can be made");
        Self {
            way,
            scratch,
            fails: None,
            panics: None,
            _turn: (way == Way::Linked).then(turn),
        }
    }

    /// The hook that is to fail.
    #[must_use]
    pub fn fails(mut self, hook: &str) -> Self {
        self.fails = Some(hook.to_owned());
        self
    }

    /// The hook that is to panic.
    #[must_use]
    pub fn panics(mut self, hook: &str) -> Self {
        self.panics = Some(hook.to_owned());
        self
    }

    /// The settings of a swapper of these plugins.
    pub fn builder(&self, plugins: &[&str]) -> SwapperBuilder {
        let directory = self.path("plugins");
        let builder = Swapper::builder(&directory)
            .allow(plugins)
            .free_delay(Duration::ZERO);
        match self.way {
            Way::Linked => builder.static_linking(),
            Way::Loaded => {
                plugins.iter().for_each(|name| publish(name, &directory));
                builder
            }
        }
    }

    /// A swapper that has loaded these plugins.
    ///
    /// # Panics
    ///
    /// If it cannot.
    pub fn load(&self, plugins: &[&str]) -> Swapper {
        let swapper = self.builder(plugins).build().expect("a swapper is made");
        swapper.load(&self.data()).expect("the plugins are loaded");
        swapper
    }

    /// The data for `on_load`.
    ///
    /// # Panics
    ///
    /// Never: it is plain data.
    pub fn data(&self) -> LiveData {
        let setup = Setup {
            diary: self.path("diary").display().to_string(),
            fails: self.fails.clone(),
            panics: self.panics.clone(),
        };
        LiveData::wrap(&setup).expect("a setup is plain data")
    }

    /// A file of this scene.
    pub fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// What the plugins have written down.
    pub fn diary(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.path("diary")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Whether a plugin (`alpha`) has written down that it was freed.
    pub fn is_freed(&self, plugin: &str) -> bool {
        let line = format!("{plugin}.on_free");
        self.diary().iter().any(|it| it.starts_with(&line))
    }

    /// Waits until a plugin is freed: on the reaper's thread, soon.
    ///
    /// # Panics
    ///
    /// If it never is.
    pub fn wait_until_freed(&self, plugin: &str) {
        test_kit::wait_until("it is freed", || self.is_freed(plugin));
    }
}

impl Drop for Scene {
    /// What the last test has had ends on the thread of its reaper: the next test finds it free.
    fn drop(&mut self) {
        let is_taken = || Linked::all().iter().any(|it| it.is_attached());
        // A test that has kept a handle has the next one fail, and not wait for ever.
        let limit = Instant::now() + Duration::from_secs(10);
        while self.way == Way::Linked && is_taken() && Instant::now() < limit {
            std::thread::yield_now();
        }
    }
}

/// Puts the library of a plugin, which cargo has built beside this test, into `directory`.
///
/// # Panics
///
/// If it is not there.
pub fn publish(plugin: &str, directory: &Path) {
    let file = format!("{DLL_PREFIX}{}{DLL_SUFFIX}", plugin.replace('-', "_"));
    let test = std::env::current_exe().expect("a test knows its own file");
    let built = test.with_file_name(&file);
    std::fs::copy(&built, directory.join(&file))
        .unwrap_or_else(|error| panic!("{}: {error}", built.display()));
}

/// Stamps tests over both ways to the plugins.
#[macro_export]
macro_rules! both_ways {
    ($($(#[$attribute:meta])* fn $name:ident($scene:ident) $body:block)+) => {
        $($(#[$attribute])* fn $name($scene: $crate::Scene) $body)+

        mod loaded {
            $(#[test] fn $name() { super::$name($crate::Scene::new($crate::Way::Loaded)); })+
        }

        mod linked {
            $(#[test] fn $name() { super::$name($crate::Scene::new($crate::Way::Linked)); })+
        }
    };
}
