//! `cargo hotswap` as a process: one that ran, one that is running.

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::project::{Project, target_dir};

/// Longer than anything here takes, the first build of all dependencies on a busy machine included.
const PATIENCE: Duration = Duration::from_secs(300);

/// `cargo hotswap` with these arguments, in a project.
pub(crate) fn command(project: &Project, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-hotswap"));
    command
        .arg("hotswap")
        .args(args)
        .current_dir(project.path(""))
        .env("CARGO_TARGET_DIR", target_dir());
    command
}

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `cargo hotswap` to its end.
pub(crate) fn run(project: &Project, args: &[&str]) -> Ran {
    finish(command(project, args))
}

/// Runs a command to its end.
pub(crate) fn finish(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ran {
    /// Fails the test unless this is how it ended.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code {:?}\n{}\n{}", self.code, self.stdout, self.stderr)
    }
}

/// Where a line was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Out,
    Err,
}

/// A line of a running command.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) at: Instant,
    pub(crate) stream: Stream,
    pub(crate) text: String,
}

/// A running `cargo hotswap`, which ends with the test.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<Line>,
    seen: Vec<Line>,
}

impl Running {
    /// Starts it.
    pub(crate) fn start(project: &Project, args: &[&str]) -> Self {
        let mut command = command(project, args);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = channel();
        follow(Stream::Out, child.stdout.take().unwrap(), sender.clone());
        follow(Stream::Err, child.stderr.take().unwrap(), sender);
        Self {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// Waits for a line that has `part` in it, among those that were not waited for yet.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, part: &str) -> Line {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("no line has {part:?}:\n{self}");
            };
            self.seen.push(line.clone());
            if line.text.contains(part) {
                return line;
            }
        }
    }

    /// All lines so far.
    pub(crate) fn seen(&self) -> &[Line] {
        &self.seen
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end, and returns its exit code.
    #[track_caller]
    pub(crate) fn wait(&mut self) -> Option<i32> {
        let status = self.wait_within(PATIENCE);
        self.seen.extend(self.lines.iter());
        status
            .unwrap_or_else(|| panic!("it does not end:\n{self}"))
            .code()
    }

    fn wait_within(&mut self, patience: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + patience;
        loop {
            let status = self.child.try_wait().unwrap();
            if status.is_some() || Instant::now() > until {
                return status;
            }
            thread::yield_now();
            thread::park_timeout(Duration::from_millis(10));
        }
    }
}

impl Drop for Running {
    /// Asks first, so that the host ends with it.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal(Signal::TERM);
            if self.wait_within(Duration::from_secs(10)).is_none() {
                let _ = self.child.kill();
            }
        }
    }
}

impl fmt::Display for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.seen {
            writeln!(f, "{:?}: {}", line.stream, line.text)?;
        }
        Ok(())
    }
}

fn follow(stream: Stream, from: impl Read + Send + 'static, to: Sender<Line>) {
    thread::spawn(move || {
        for text in BufReader::new(from).lines().map_while(Result::ok) {
            let at = Instant::now();
            if to.send(Line { at, stream, text }).is_err() {
                break;
            }
        }
    });
}
