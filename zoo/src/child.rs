//! A case in a process of its own, so that a crash is a row of the table.

use std::error::Error;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use crate::CHILD;
use crate::cases::Case;
use crate::libraries::Libraries;
use crate::report::Report;
use crate::signal::name_of;

/// A child that says nothing for so long never will: each of its steps takes a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a child ended.
#[derive(Debug)]
pub enum End {
    /// With a report of what it has seen.
    Well(Report),
    /// With a signal, an error, or not at all. The text says how, and at which step.
    Badly(String),
}

/// Runs a case, and waits for its end.
pub fn start(case: &Case, libraries: &Libraries) -> Result<End, Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let output = scratch.path().join("output");
    let log = File::create(&output)?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args([CHILD, case.name])
        .arg(libraries.of(&case.package())?)
        .env("LD_LIBRARY_PATH", &libraries.needed)
        .env("RUST_BACKTRACE", if case.backtraces { "1" } else { "0" })
        .env("TMPDIR", scratch.path())
        .stdout(log.try_clone()?)
        .stderr(log.try_clone()?);
    let status = wait(&mut command.spawn()?, &log)?;
    Ok(end(status, &fs::read_to_string(&output)?))
}

/// Waits while it goes on writing. `None` if it had to be killed.
fn wait(child: &mut Child, log: &File) -> Result<Option<ExitStatus>, Box<dyn Error>> {
    let (mut written, mut since) = (0, Instant::now());
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let length = log.metadata()?.len();
        if length > written {
            (written, since) = (length, Instant::now());
        }
        if since.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn end(status: Option<ExitStatus>, output: &str) -> End {
    let at = output
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("step: "));
    let at = at.unwrap_or("the start");
    let how = match status {
        Some(status) if status.success() => {
            let report = output.lines().find_map(Report::from_line);
            return report.map_or_else(|| End::Badly("it reports nothing".to_owned()), End::Well);
        }
        Some(status) => match status.signal() {
            Some(signal) => format!("killed by {}", name_of(signal)),
            None => format!("ended with {status}"),
        },
        None => "hangs".to_owned(),
    };
    let last: Vec<&str> = output
        .lines()
        .rev()
        .filter(|line| !line.starts_with("step: "))
        .take(3)
        .collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    End::Badly(format!("{how} at: {at} ({})", last.join(" / ")))
}
