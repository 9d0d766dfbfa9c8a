//! Cargo as a child process: its errors and its progress come through as they are.

mod environment;
mod messages;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use cargo_metadata::PackageId;
use shared_child::SharedChild;

pub(crate) use environment::{clean, cleaned};
pub(crate) use messages::Artifacts;

/// One call of `cargo build`.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Where cargo runs: the root of the workspace, whose configuration counts.
    pub(crate) dir: PathBuf,
    /// What to build.
    pub(crate) packages: Vec<PackageId>,
    /// Which of their targets.
    pub(crate) target: Target,
    /// Whether with optimisations.
    pub(crate) release: bool,
    /// Further flags.
    pub(crate) flags: Vec<OsString>,
}

/// Which target of a package to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Lib,
    Bin(String),
    Example(String),
}

impl Request {
    fn command(&self) -> Command {
        let mut command = Command::new(program());
        command.current_dir(&self.dir).arg("build");
        for package in &self.packages {
            command.arg("--package").arg(&package.repr);
        }
        match &self.target {
            Target::Lib => command.arg("--lib"),
            Target::Bin(name) => command.arg("--bin").arg(name),
            Target::Example(name) => command.arg("--example").arg(name),
        };
        if self.release {
            command.arg("--release");
        }
        command.args(&self.flags);
        command
    }

    /// The command as one would type it in a shell.
    pub(crate) fn to_line(&self) -> String {
        let args = self.command();
        let args = args.get_args().map(|arg| quoted(&arg.to_string_lossy()));
        let words: Vec<String> = std::iter::once("cargo".to_owned()).chain(args).collect();
        words.join(" ")
    }
}

/// What cargo made of a request.
pub(crate) struct Outcome {
    /// Whether all of it was built. If not, cargo has said why.
    pub(crate) complete: bool,
    /// What was built.
    pub(crate) artifacts: Artifacts,
}

/// Cargo, at most one at a time, which can be stopped from another thread.
#[derive(Default)]
pub(crate) struct Cargo {
    running: Mutex<Option<Arc<SharedChild>>>,
}

impl Cargo {
    /// Builds what is requested.
    ///
    /// # Errors
    ///
    /// Only if cargo cannot be started or its messages cannot be read; what cargo itself has to say is in
    /// the outcome.
    pub(crate) fn build(&self, request: &Request) -> Result<Outcome> {
        let mut command = request.command();
        command.arg("--message-format=json-render-diagnostics");
        clean(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let child = SharedChild::spawn(&mut command)
            .with_context(|| format!("cannot start {}", Path::new(&program()).display()))?;
        let child = Arc::new(child);
        self.set_running(Some(child.clone()));
        let artifacts = child.take_stdout().map(Artifacts::read);
        let status = child.wait();
        self.set_running(None);
        Ok(Outcome {
            complete: status.context("cannot wait for cargo")?.success(),
            artifacts: artifacts.transpose()?.unwrap_or_default(),
        })
    }

    /// Ends the call that is under way, if there is one.
    pub(crate) fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(child) = &*running {
            // It may have ended by itself.
            let _ = child.kill();
        }
    }

    fn set_running(&self, child: Option<Arc<SharedChild>>) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = child;
    }
}

/// The cargo that started us, so that host and plugins are built by one toolchain.
pub(crate) fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+/.:,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
