//! The host as a process: jobs wait in a file, the host is killed, and another one with a newer plugin does them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use test_kit::{Plugin, PluginDir};

const SOURCE: &str = include_str!("../../jobs/src/lib.rs");
const API: &str = include_str!("../../api/src/lib.rs");

/// The plugin of the example, edited.
fn jobs(edits: &[(&str, &str)]) -> Plugin {
    let api = Plugin::new("livex_api").source(API).build_rlib();
    let mut source = SOURCE.to_owned();
    for (from, to) in edits {
        assert!(source.contains(from), "the plugin says {from}");
        source = source.replace(from, to);
    }
    Plugin::new("jobs")
        .source(source)
        .depends_on("livex_api", api)
}

/// A host that runs until it is dropped.
struct Host {
    process: Child,
    lines: Receiver<String>,
}

impl Host {
    fn start(plugins: &PluginDir, queue: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_livex"))
            .arg(queue)
            .env("HOTSWAP_PLUGIN_DIR", plugins.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(process.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            stdout
                .lines()
                .map_while(Result::ok)
                .try_for_each(|it| sender.send(it))
        });
        Self { process, lines }
    }

    /// Waits for a line that contains `text`.
    #[track_caller]
    fn wait_for(&self, text: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.unwrap_or_else(|_| panic!("it never said {text}"));
            if line.contains(text) {
                return line;
            }
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }
}

/// Jobs are due in a moment, and not before the first host is killed.
const SOON: (&str, &str) = ("from_secs(5)", "from_secs(4)");

#[test]
fn a_host_with_a_newer_plugin_finishes_the_jobs_of_the_one_before() {
    let directory = tempfile::tempdir().unwrap();
    let (plugins, queue) = (PluginDir::new(), directory.path().join("queue.db"));
    plugins.add(&jobs(&[SOON]));
    let first = Host::start(&plugins, &queue);
    first.wait_for("0 jobs wait");
    first.wait_for("2.");
    drop(first);

    let upgraded = [
        SOON,
        (
            "#[live_type(dyn Job)]",
            "#[live_type(dyn Job, version = 2, upgrade = count)]",
        ),
        (
            "    shots: u32,\n}",
            "    sound: String,\n}\n\n#[derive(Deserialize)] struct Old { ordered: u32, shots: u32 }\n\
            fn count(old: Old) -> Fire { Fire { ordered: old.ordered, sound: format!(\"{} times boom \", old.shots) } }",
        ),
        ("shots: number % 3 + 1", "sound: \"ping \".to_owned()"),
        ("\"bang \".repeat(self.shots as usize)", "&self.sound"),
        ("\"salute (", "\"a newer salute ("),
    ];
    plugins.add(&jobs(&upgraded));
    let second = Host::start(&plugins, &queue);
    let waiting = second.wait_for("jobs wait");
    assert!(!waiting.contains(", 0 jobs"), "{waiting}");
    second.wait_for("2 times boom (ordered at 1)");
    second.wait_for("a newer salute (ordered at 1)");
    second.wait_for("ping (ordered at 1)");
}
