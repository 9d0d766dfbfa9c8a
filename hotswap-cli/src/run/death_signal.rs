//! How the host ends with us, also where we are killed and can do nothing about it.
//!
//! On Linux a process may ask for a signal when its parent is gone. Only the host itself can ask, between its fork
//! and its program; so what is started is this command line, which asks and then becomes the host.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::args::HostArgs;

/// What starts the host, tied to this process where the system can do that.
pub(super) fn command(program: &Path, args: &[OsString]) -> Result<Command> {
    if !cfg!(target_os = "linux") {
        let mut command = Command::new(program);
        command.args(args);
        return Ok(command);
    }
    let own = std::env::current_exe().context("cannot tell where this program is")?;
    let mut command = Command::new(own);
    command
        .args(["hotswap", "__host"])
        .arg(std::process::id().to_string())
        .arg(program)
        .arg("--")
        .args(args);
    Ok(command)
}

/// Becomes the host.
///
/// # Errors
///
/// If that cannot be; otherwise this does not come back.
#[cfg(target_os = "linux")]
pub(crate) fn become_host(args: &HostArgs) -> Result<i32> {
    use std::os::unix::process::CommandExt;

    use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};

    set_parent_process_death_signal(Some(Signal::TERM)).context("cannot tie the host to us")?;
    if getppid() != Pid::from_raw(args.parent) {
        bail!("the process that started this host has already ended");
    }
    let error = Command::new(&args.program).args(&args.args).exec();
    Err(error).with_context(|| format!("cannot start {}", args.program.display()))
}

/// Becomes the host: on Linux alone.
///
/// # Errors
///
/// Always.
#[cfg(not(target_os = "linux"))]
pub(crate) fn become_host(_args: &HostArgs) -> Result<i32> {
    bail!("ending a host together with the process that started it works on Linux only")
}
