//! A plugin that knows which version it is, and a host that serves it.

use std::cell::{Cell, RefCell};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{LateFn, Swapper};
use tempfile::TempDir;
use test_kit::{Plugin, PluginDir};

/// A host of `world`. It serves a new version with each reload.
pub(crate) struct Host {
    plugins: PluginDir,
    journal: Journal,
    version: Cell<u32>,
    pub(crate) swapper: Swapper,
}

/// Where the plugin notes that it was freed.
pub(crate) struct Journal(TempDir);

impl Journal {
    fn path(&self) -> PathBuf {
        self.0.path().join("freed")
    }

    /// The versions that were freed, in order.
    pub(crate) fn freed(&self) -> Vec<u32> {
        let text = fs::read_to_string(self.path()).unwrap_or_default();
        text.lines()
            .map(|line| line.parse().expect("each line is a version"))
            .collect()
    }
}

impl Host {
    /// Nothing is loaded yet.
    pub(crate) fn idle() -> Self {
        let plugins = PluginDir::new();
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        Self {
            swapper: builder.build().expect("the settings are fine"),
            plugins,
            journal: Journal(tempfile::tempdir().expect("there is a place for temporary files")),
            version: Cell::new(0),
        }
    }

    /// Version 1 serves.
    pub(crate) fn serving() -> Self {
        let host = Self::idle();
        let data = host.publish_next("");
        host.swapper.load(&data).expect("version 1 is fine");
        host
    }

    /// Reloads: the next version serves.
    pub(crate) fn reload(&self) {
        self.reload_with("");
    }

    /// Reloads, with more functions in the plugin.
    pub(crate) fn reload_with(&self, functions: &str) {
        let data = self.publish_next(functions);
        let report = self.swapper.reload(&data).expect("it is fine");
        assert!(report.has_changes());
    }

    /// Reloads, without the plugin.
    pub(crate) fn reload_without(&self) {
        self.plugins.remove("world");
        self.swapper
            .reload(&LiveData::none())
            .expect("nothing is fine");
    }

    /// Publishes a library; gives what makes it the next version.
    fn publish_next(&self, functions: &str) -> LiveData {
        let version = self.version.get() + 1;
        self.version.set(version);
        self.plugins.add(&world(version % 2, functions));
        LiveData::wrap(&(version, self.journal.path())).expect("it is plain data")
    }

    pub(crate) fn freed(&self) -> Vec<u32> {
        self.journal.freed()
    }

    /// The swapper, for those who want to drop it, and what outlives it.
    pub(crate) fn without_swapper(self) -> (Swapper, Journal) {
        (self.swapper, self.journal)
    }
}

/// One of two libraries that differ in nothing that matters. Which version an instance is, it is told.
fn world(edition: u32, functions: &str) -> Plugin {
    let source = format!(
        r#"
        use hotswap::prelude::*;
        use std::io::Write;
        use std::path::PathBuf;
        use std::sync::OnceLock;

        static TOLD: OnceLock<(u32, PathBuf)> = OnceLock::new();

        #[derive(Default)]
        pub struct World;

        #[hotswap::plugin]
        impl Plugin for World {{
            fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {{
                TOLD.set(data.unwrap()?).unwrap();
                Ok(())
            }}
            fn on_free(&self) {{
                let (version, journal) = TOLD.get().unwrap();
                let journal = std::fs::OpenOptions::new().create(true).append(true).open(journal);
                writeln!(journal.unwrap(), "{{version}}").unwrap();
            }}
        }}

        #[live_fn] fn version() -> u32 {{ TOLD.get().unwrap().0 }}
        #[live_fn] fn edition() -> u32 {{ {edition} }}

        #[live_fn] fn around(callback: u64) -> (u32, u32) {{
            let callback: extern "C" fn() = unsafe {{ std::mem::transmute(callback as usize) }};
            let before = version();
            callback();
            (before, version())
        }}

        {functions}
        "#
    );
    Plugin::new("world").source(source).optimised("s")
}

pub(crate) fn version(late: &LateFn) -> u32 {
    late.call(()).expect("it answers")
}

thread_local! {
    static INSIDE: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

extern "C" fn run_inside() {
    let inside = INSIDE.take();
    inside.expect("`call_around` has put it there")();
}

/// Calls the plugin's `around`, which calls `inside`: a call of the host out of a call of the plugin.
/// Gives what `inside` gave, and the version in which the call ended.
pub(crate) fn call_around<T: 'static>(
    around: &LateFn,
    inside: impl FnOnce() -> T + 'static,
) -> (T, u32) {
    let answer = Rc::new(Cell::new(None));
    let place = Rc::clone(&answer);
    INSIDE.set(Some(Box::new(move || {
        place.set(Some(catch_unwind(AssertUnwindSafe(inside))));
    })));
    let callback = run_inside as *const () as u64;
    let (before, after): (u32, u32) = around.call((callback,)).expect("it answers");
    assert_eq!(before, after, "a call stays on the code it began on");
    match answer.take().expect("it was called") {
        Ok(answer) => (answer, after),
        Err(panic) => resume_unwind(panic),
    }
}
