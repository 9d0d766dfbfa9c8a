//! A plugin that leaves things behind, and a host that replaces it.
//!
//! What the plugin waits for, and what it tells, are files in a directory that the two share.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{ReloadReport, Swapper, SwapperBuilder, safe_point};
use tempfile::TempDir;
use test_kit::{Plugin, PluginDir, wait_until};

use crate::common::host::sealed;
use crate::common::process::{entries_below, images_below};

const SOURCE: &str = r#"
    use std::path::PathBuf;
    use std::sync::Mutex;
    use std::time::Duration;
    use hotswap::prelude::*;
    use hotswap::{LiveData, Result};

    static SHARED: Mutex<Option<PathBuf>> = Mutex::new(None);

    #[derive(Default)]
    pub struct Guest;

    #[hotswap::plugin]
    impl Plugin for Guest {
        fn on_load(&self, data: &LiveData) -> Result<()> {
            *SHARED.lock().unwrap() = Some(data.unwrap()?);
            Ok(())
        }
        fn on_free(&self) { tell("freed") }
    }

    fn file(name: &str) -> PathBuf {
        SHARED.lock().unwrap().as_ref().unwrap().join(format!("{name}-{VERSION}"))
    }

    /// Makes a file, or makes it longer.
    fn tell(name: &str) {
        use std::io::Write;
        let file = std::fs::File::options().create(true).append(true).open(file(name));
        file.unwrap().write_all(b"x").unwrap();
    }

    /// Waits until the host says so, or is gone.
    fn wait_for(name: &str) {
        let file = file(name);
        while !file.exists() && file.parent().unwrap().exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    struct Noisy;
    impl Drop for Noisy { fn drop(&mut self) { tell("dropped") } }
    thread_local! { static NOISY: Noisy = const { Noisy } }

    #[live_fn] fn version() -> u32 { VERSION }
    #[plugin_fn] fn version_too() -> u32 { VERSION }
    #[live_fn] fn touch() { NOISY.with(|_| ()) }
    #[live_fn] fn stays() { tell("entered"); wait_for("go") }
    #[live_fn] fn prints(text: &str) { print!("{text} {VERSION}") }
    #[live_fn] fn asks_who_it_is() { std::hint::black_box(std::thread::current().id()); }
    #[live_fn] fn catches_a_panic() {
        assert!(std::panic::catch_unwind(|| panic!("caught")).is_err());
    }
    #[live_fn] fn starts_thread() {
        let thread = std::thread::Builder::new().name("stubborn".to_owned());
        thread.spawn(|| wait_for("go")).unwrap();
    }
    #[live_fn] fn spawns() {
        hotswap::spawn("dutiful", |stop| {
            tell("started");
            while !stop.wait(Duration::from_secs(1)) {}
            tell("told");
            wait_for("go");
        }).unwrap();
    }
"#;

/// The library of a version. `more` is put behind its source.
fn library(version: u32, more: &str) -> PathBuf {
    Plugin::new("guest")
        .version(&format!("{version}.0.0"))
        .source(format!("const VERSION: u32 = {version};\n{SOURCE}\n{more}"))
        .optimised("s")
        .build()
}

/// A host that serves version 1 of `guest`.
pub(crate) struct Host {
    pub(crate) swapper: Swapper,
    pub(crate) plugins: PluginDir,
    pub(crate) private: TempDir,
    pub(crate) shared: TempDir,
}

impl Host {
    pub(crate) fn serving() -> Self {
        Self::with(|builder| builder)
    }

    /// One with other settings.
    pub(crate) fn with(settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder) -> Self {
        let host = Self::empty(settings);
        host.publish(1);
        host.load();
        host
    }

    /// One that has loaded nothing yet.
    pub(crate) fn empty(settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder) -> Self {
        let (plugins, private) = (PluginDir::new(), tempfile::tempdir().unwrap());
        let builder = Swapper::builder(plugins.path())
            .free_delay(Duration::ZERO)
            .private_dir(private.path());
        Self {
            swapper: settings(builder).build().unwrap(),
            plugins,
            private,
            shared: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn load(&self) -> ReloadReport {
        self.swapper.load(&self.data()).unwrap()
    }

    fn data(&self) -> LiveData {
        LiveData::wrap(self.shared.path()).unwrap()
    }

    pub(crate) fn publish(&self, version: u32) {
        self.publish_with(version, "");
    }

    /// A version with more source.
    pub(crate) fn publish_with(&self, version: u32, more: &str) {
        let file = self.shared.path().join("guest.so");
        std::fs::write(&file, sealed(&library(version, more))).unwrap();
        test_kit::publish(&file, self.plugins.path(), "guest");
    }

    /// Puts another version in the place of the one that serves.
    pub(crate) fn replace(&self, version: u32) -> ReloadReport {
        self.replace_with(version, "")
    }

    /// One with more source.
    pub(crate) fn replace_with(&self, version: u32, more: &str) -> ReloadReport {
        self.publish_with(version, more);
        self.swapper.reload(&self.data()).unwrap()
    }

    /// Calls a live function that takes and gives nothing.
    pub(crate) fn call(&self, name: &str) {
        self.swapper.late_fn(name).call::<()>(()).unwrap();
    }

    fn file(&self, name: &str, version: u32) -> PathBuf {
        self.shared.path().join(format!("{name}-{version}"))
    }

    /// Has a version's code go on that waits for it.
    pub(crate) fn go(&self, version: u32) {
        std::fs::write(self.file("go", version), "").unwrap();
    }

    /// How often a version has told something.
    pub(crate) fn told(&self, name: &str, version: u32) -> usize {
        std::fs::read(self.file(name, version)).map_or(0, |told| told.len())
    }

    pub(crate) fn wait_until_told(&self, name: &str, version: u32) {
        wait_until(name, || self.told(name, version) > 0);
    }

    /// What the stats say of a version that is not gone.
    pub(crate) fn line(&self, version: u32) -> Option<String> {
        let name = format!("  guest {version}.0.0 ");
        let stats = self.swapper.stats().to_string();
        let line = stats.lines().find(|line| line.starts_with(&name));
        line.map(|line| line.trim().to_owned())
    }

    /// Waits until the stats say this of version 1.
    pub(crate) fn wait_for_line(&self, expected: &str) {
        self.wait_for_line_that(expected, |line| line == expected);
    }

    pub(crate) fn wait_for_line_that(&self, what: &str, is_it: impl Fn(&str) -> bool) {
        let mut last = None;
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wait_until(what, || {
                // This thread has called it too.
                safe_point();
                last = self.line(1);
                last.as_deref().is_some_and(&is_it)
            });
        }));
        assert!(found.is_ok(), "{what}\n{last:?}");
    }

    /// How many libraries the loader has of this host.
    pub(crate) fn images(&self) -> usize {
        images_below(self.private.path())
    }

    /// How many private copies there are.
    pub(crate) fn copies(&self) -> usize {
        // The directory itself and its lock are no copies.
        entries_below(self.private.path()) - 2
    }

    pub(crate) fn private(&self) -> &Path {
        self.private.path()
    }

    /// Waits until version 1 is unmapped, and looks that all of it was done, once.
    pub(crate) fn version_1_goes(&self) {
        self.version_1_goes_while(|| ());
    }

    /// The same, while somebody does something again and again.
    pub(crate) fn version_1_goes_while(&self, body: impl Fn()) {
        wait_until("version 1 is unmapped", || {
            safe_point();
            body();
            self.swapper.stats().unloaded == 1
        });
        assert_eq!(self.line(1), None);
        assert_eq!(self.images(), 1);
        assert_eq!(self.copies(), 1);
        assert_eq!(self.told("freed", 1), 1);
    }
}
