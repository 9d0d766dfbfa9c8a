//! A case that may crash, in a process of its own.

use std::env;
use std::fmt;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, exit};
use std::time::{Duration, Instant};

/// Set in the child: what it was started [`with`](Child::with).
const WITH: &str = "HOTSWAP_TEST_CHILD";

/// A run of one test of this binary in a process of its own.
#[derive(Clone, Debug)]
pub struct Child {
    test: String,
    with: String,
    env: Vec<(String, String)>,
    limit: Duration,
    under: Vec<String>,
}

/// What became of a child.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended; `None` if it did not, and was killed.
    pub status: Option<ExitStatus>,
    /// What it printed, on both streams.
    pub output: String,
}

/// Runs a part of `test` again in a process of its own, where it may crash.
///
/// `test` is the test that this is called from, by its full name (`module::test`).
///
/// # Examples
///
/// ```no_run
/// #[test]
/// fn a_null_pointer_is_noticed() {
///     let outcome = test_kit::child("a_null_pointer_is_noticed").run(|_| {
///         std::process::abort();
///     });
///     assert_eq!(outcome.signal(), Some(6), "{outcome}");
/// }
/// ```
pub fn child(test: &str) -> Child {
    Child {
        test: test.to_owned(),
        with: String::new(),
        env: Vec::new(),
        limit: Duration::from_secs(60),
        under: Vec::new(),
    }
}

impl Child {
    /// Hands the child a text, since it knows nothing of what the parent computed.
    #[must_use]
    pub fn with(mut self, text: impl fmt::Display) -> Self {
        self.with = text.to_string();
        self
    }

    /// Sets a variable in the child's environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Kills the child after this long: a minute unless set.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs the child under another program: `["valgrind", "--quiet"]`.
    #[must_use]
    pub fn under(mut self, command: &[&str]) -> Self {
        self.under = command.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// Runs `body` in the child, and waits for its end.
    ///
    /// The child runs the test up to its first `run`, then `body` with what the parent gave it, and ends.
    pub fn run(self, body: impl FnOnce(&str)) -> Outcome {
        if let Ok(with) = env::var(WITH) {
            body(&with);
            exit(0);
        }
        let outcome = self.start();
        assert!(
            !outcome.output.contains("running 0 tests"),
            "there is no test called {}",
            self.test
        );
        outcome
    }

    fn start(&self) -> Outcome {
        let scratch = tempfile::tempdir().expect("the system has a place for temporary files");
        let log = scratch.path().join("output");
        let status = self.wait(&log);
        let output = fs::read(&log).unwrap_or_default();
        Outcome {
            status,
            output: String::from_utf8_lossy(&output).into_owned(),
        }
    }

    fn command(&self) -> Command {
        let own = env::current_exe().expect("a test knows its own file");
        match self.under.as_slice() {
            [] => Command::new(own),
            [program, arguments @ ..] => {
                let mut command = Command::new(program);
                command.args(arguments).arg(own);
                command
            }
        }
    }

    fn wait(&self, log: &Path) -> Option<ExitStatus> {
        let log = File::create(log).expect("the system has a place for temporary files");
        let streams = || log.try_clone().expect("a file can be opened twice");
        let mut child = self
            .command()
            .args(["--exact", &self.test, "--nocapture", "--test-threads=1"])
            .env(WITH, &self.with)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdout(streams())
            .stderr(streams())
            .spawn()
            .expect("a test can start itself");
        let started = Instant::now();
        while started.elapsed() < self.limit {
            let status = child.try_wait().expect("a child can be waited for");
            if status.is_some() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().expect("a child can be killed");
        child.wait().expect("a child can be waited for");
        None
    }
}

impl Outcome {
    /// Whether it ran to its end.
    pub fn success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// The signal that ended it.
    pub fn signal(&self) -> Option<i32> {
        #[cfg(unix)]
        return std::os::unix::process::ExitStatusExt::signal(&self.status?);
        #[cfg(not(unix))]
        return None;
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => writeln!(f, "the child ended with {status}")?,
            None => writeln!(f, "the child did not end, and was killed")?,
        }
        f.write_str(&self.output)
    }
}
