//! A host of such plugins, and what it offers to them.

use std::future::poll_fn;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use hotswap::{LiveData, Obj};
use hotswap_runtime::{LoadedPlugin, Swapper};
use test_kit::PluginDir;

use crate::api::{Gate, Store, Token};
use crate::plugin::plugin;
use crate::stats::{old_versions, wait_for_stats};

/// A host of some plugins.
pub(crate) struct Host {
    plugins: PluginDir,
    pub(crate) swapper: Swapper,
}

impl Host {
    /// Serves version 1 of each.
    pub(crate) fn of(names: &[&str]) -> Self {
        Self::serving(names.iter().map(|name| plugin(name, 1)))
    }

    /// Serves these.
    pub(crate) fn serving(builds: impl IntoIterator<Item = test_kit::Plugin>) -> Self {
        let plugins = PluginDir::new();
        for plugin in builds {
            plugins.add(&plugin);
        }
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = builder.build().expect("the settings are fine");
        swapper.load(&LiveData::none()).expect("version 1 is fine");
        Self { plugins, swapper }
    }

    /// Serves another version of `name`.
    pub(crate) fn reload(&self, name: &str, version: u32) {
        self.plugins.add(&plugin(name, version));
        let report = self.swapper.reload(&LiveData::none());
        assert!(report.expect("it is fine").has_changes());
    }

    pub(crate) fn plugin(&self, name: &str) -> LoadedPlugin {
        self.swapper.current().plugin(name).unwrap().clone()
    }

    pub(crate) fn store(&self, name: &str) -> Obj<dyn Store> {
        self.swapper.current().export(name).unwrap()
    }

    /// Waits until stats say that of the versions that do not serve.
    #[track_caller]
    pub(crate) fn old_versions_are(&self, expected: &str) {
        wait_for_stats(&self.swapper, |stats| old_versions(stats) == expected);
    }

    /// Waits until every version that was replaced is unmapped.
    #[track_caller]
    pub(crate) fn all_gone(&self) {
        self.old_versions_are("");
        wait_for_stats(&self.swapper, |stats| {
            stats.unloaded + stats.versions.len() as u64 == stats.opened
        });
    }
}

/// A gate of the host's, which is closed at first. It keeps the wakers of all who have ever waited.
#[derive(Clone, Default)]
pub(crate) struct Barred(Arc<State>);

#[derive(Default)]
struct State {
    is_open: Mutex<bool>,
    passed: AtomicU32,
    waiting: Mutex<Vec<Waker>>,
}

impl Barred {
    /// The gate as plugins know it.
    pub(crate) fn gate(&self) -> Obj<dyn Gate> {
        Obj::new(self.clone())
    }

    /// One that is open.
    pub(crate) fn open() -> Obj<dyn Gate> {
        let barred = Self::default();
        barred.open_up();
        barred.gate()
    }

    pub(crate) fn open_up(&self) {
        *self.0.is_open.lock().unwrap() = true;
        self.take_wakers().into_iter().for_each(Waker::wake);
    }

    /// The wakers of those who have waited.
    pub(crate) fn take_wakers(&self) -> Vec<Waker> {
        std::mem::take(&mut *self.0.waiting.lock().unwrap())
    }

    pub(crate) fn waiting(&self) -> usize {
        self.0.waiting.lock().unwrap().len()
    }
}

impl Gate for Barred {
    async fn pass(&self) -> u32 {
        poll_fn(|cx| {
            let is_open = self.0.is_open.lock().unwrap();
            if *is_open {
                return Poll::Ready(());
            }
            let mut waiting = self.0.waiting.lock().unwrap();
            if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                waiting.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
        self.0.passed.fetch_add(1, Ordering::Relaxed) + 1
    }

    async fn refuse(&self, how: &str) -> hotswap::Result<u32> {
        match how {
            "error" => Err(hotswap::Error::msg("the gate is closed")),
            how => panic!("{how} in the host"),
        }
    }
}

/// Tells when it is dropped.
#[derive(Clone, Default)]
pub(crate) struct Watched(Arc<AtomicU32>);

struct OneToken(Watched);

impl Watched {
    pub(crate) fn token(&self) -> Obj<dyn Token> {
        Obj::new(OneToken(self.clone()))
    }

    pub(crate) fn dropped(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Token for OneToken {
    fn touch(&self) {}
}

impl Drop for OneToken {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
    }
}
