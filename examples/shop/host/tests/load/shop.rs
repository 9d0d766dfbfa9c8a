//! The shop as a process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::releases::Releases;

/// A shop that listens.
pub(crate) struct Shop {
    process: Child,
    address: String,
    plugins: tempfile::TempDir,
}

impl Shop {
    pub(crate) fn start(releases: &Releases) -> Self {
        let plugins = tempfile::tempdir().unwrap();
        releases.publish(0, plugins.path());
        releases.publish_checkout(plugins.path());
        let mut process = Command::new(env!("CARGO_BIN_EXE_shop"))
            .env("HOTSWAP_PLUGIN_DIR", plugins.path())
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on http://").map(str::to_owned))
            .expect("the shop says where it listens");
        // What else it says is for those who read the test's output.
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .for_each(|line| println!("{line}"))
        });
        Self {
            process,
            address,
            plugins,
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn plugins(&self) -> &Path {
        self.plugins.path()
    }

    /// Asks it to end, as a service manager does, and waits until it has.
    pub(crate) fn end(mut self, limit: Duration) {
        let id = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(asked.success());
        let step = Duration::from_millis(20);
        for _ in 0..limit.as_millis() / step.as_millis() {
            if let Some(status) = self.process.try_wait().unwrap() {
                return assert!(status.success(), "{status}");
            }
            thread::sleep(step);
        }
        panic!("the shop does not end");
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // It has ended by itself, unless the test failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
