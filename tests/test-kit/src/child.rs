//! A case that may crash, in a process of its own.

use std::any::type_name;
use std::env;
use std::fmt;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, exit};
use std::time::{Duration, Instant};

use crate::waiting::slowdown;

/// Set in the child: what it was started [`with`](Child::with).
const WITH: &str = "HOTSWAP_TEST_CHILD";

/// Where its output goes, among its temporary files.
const OUTPUT: &str = "output";

/// A run of one test of this binary in a process of its own.
#[derive(Clone, Debug)]
pub struct Child {
    test: Option<String>,
    with: String,
    env: Vec<(String, String)>,
    limit: Duration,
    patience: Duration,
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

/// Runs a part of a test again in a process of its own, where it may crash.
///
/// # Examples
///
/// ```no_run
/// #[test]
/// fn a_null_pointer_is_noticed() {
///     let outcome = test_kit::child().run(|_| std::process::abort());
///     assert_eq!(outcome.signal(), Some(6), "{outcome}");
/// }
/// ```
pub fn child() -> Child {
    Child {
        test: None,
        with: String::new(),
        env: Vec::new(),
        limit: Duration::from_secs(60),
        patience: Duration::MAX,
        under: Vec::new(),
    }
}

/// Runs `body`, a closure in a test, in a process of its own, which must end well and within four minutes.
///
/// # Examples
///
/// ```no_run
/// #[test]
/// fn a_thread_ends_well() {
///     test_kit::isolated(|| std::thread::spawn(|| ()).join().unwrap());
/// }
/// ```
pub fn isolated<F: FnOnce()>(body: F) {
    let child = child().limit(Duration::from_secs(240));
    let outcome = child.of_test(test_of::<F>()).run(|_| body());
    assert!(outcome.success(), "{outcome}");
    // What a case measures is worth seeing when it is asked for.
    print!("{outcome}");
}

/// The test that a closure stands in, by its full name: what the compiler calls the closure, without the crate.
fn test_of<F>() -> &'static str {
    let closure = type_name::<F>();
    let path = closure.split_once("::").map_or(closure, |(_, path)| path);
    path.split("::{{").next().unwrap_or(path)
}

impl Child {
    /// Names the test, by its full name (`module::test`): where the closure for [`run`](Child::run) stands in
    /// another function.
    #[must_use]
    pub fn of_test(mut self, test: &str) -> Self {
        self.test = Some(test.to_owned());
        self
    }

    /// Names the test that `body` stands in: where [`run`](Child::run) is called by a function that several tests share.
    #[must_use]
    pub fn of_test_around<F: FnOnce()>(self, _body: &F) -> Self {
        self.of_test(test_of::<F>())
    }

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

    /// Kills the child when it has printed nothing for this long. A child that tells each of its steps may so take
    /// the time that it needs, and is known to hang when it does not go on.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
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
    /// The child runs the test up to its first `run`, then `body` with what the parent gave it, and ends. The test is
    /// the one that `body` stands in. What the child leaves among the temporary files goes with it.
    pub fn run<F: FnOnce(&str)>(self, body: F) -> Outcome {
        if let Ok(with) = env::var(WITH) {
            body(&with);
            exit(0);
        }
        let test = self.test.as_deref().unwrap_or_else(|| test_of::<F>());
        let outcome = self.start(test);
        assert!(
            !outcome.output.contains("running 0 tests"),
            "there is no test called {test}"
        );
        outcome
    }

    fn start(&self, test: &str) -> Outcome {
        let scratch = tempfile::tempdir().expect("the system has a place for temporary files");
        let status = self.wait(test, scratch.path());
        let output = fs::read(scratch.path().join(OUTPUT)).unwrap_or_default();
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

    fn wait(&self, test: &str, scratch: &Path) -> Option<ExitStatus> {
        let log = File::create(scratch.join(OUTPUT));
        let log = log.expect("the system has a place for temporary files");
        let streams = || log.try_clone().expect("a file can be opened twice");
        let mut child = self
            .command()
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(WITH, &self.with)
            .env("TMPDIR", scratch)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdout(streams())
            .stderr(streams())
            .spawn()
            .expect("a test can start itself");
        let started = Instant::now();
        let (limit, patience) = (
            self.limit.saturating_mul(slowdown()),
            self.patience.saturating_mul(slowdown()),
        );
        let (mut printed, mut heard) = (0, started);
        while started.elapsed() < limit && heard.elapsed() < patience {
            let status = child.try_wait().expect("a child can be waited for");
            if status.is_some() {
                return status;
            }
            let length = log.metadata().expect("its output can be looked at").len();
            if length > printed {
                (printed, heard) = (length, Instant::now());
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
