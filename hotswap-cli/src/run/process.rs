//! The running host.
//!
//! It shares our terminal, so what is typed there (Ctrl-C) reaches it without us. Signals that a process
//! sends to us are passed on to it, so our parent may treat us as if we were the host.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;

use anyhow::{Context, Result};
use shared_child::SharedChild;

use super::death_signal;
use crate::cargo::clean;

/// The variable that tells a host where its plugins are.
const PLUGIN_DIR: &str = "HOTSWAP_PLUGIN_DIR";

/// The running host.
pub(crate) struct Process {
    child: Arc<SharedChild>,
}

impl Process {
    /// Starts a program whose plugins are in `plugin_dir`, or in the program itself.
    pub(crate) fn start(
        program: &Path,
        args: &[OsString],
        plugin_dir: Option<&Path>,
    ) -> Result<Self> {
        let mut command = death_signal::command(program, args)?;
        clean(&mut command);
        if let Some(plugin_dir) = plugin_dir {
            command.env(PLUGIN_DIR, plugin_dir);
        }
        let relay = Relay::new()?;
        let child = SharedChild::spawn(&mut command)
            .with_context(|| format!("cannot start {}", program.display()))?;
        let child = Arc::new(child);
        relay.start(child.clone());
        Ok(Self { child })
    }

    /// Waits for its end, and returns its exit code.
    pub(crate) fn wait(&self) -> Result<i32> {
        let status = self.child.wait().context("cannot wait for the host")?;
        Ok(exit_code(status))
    }
}

#[cfg(not(unix))]
pub(super) use other::signal;
#[cfg(not(unix))]
use other::{Relay, exit_code};
#[cfg(unix)]
pub(super) use unix::signal;
#[cfg(unix)]
use unix::{Relay, exit_code};

#[cfg(unix)]
mod unix {
    use std::os::unix::process::ExitStatusExt;

    use shared_child::unix::SharedChildExt;
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
    use signal_hook::iterator::SignalsInfo;
    use signal_hook::iterator::exfiltrator::WithOrigin;
    use signal_hook::low_level::siginfo::Cause;

    use super::*;

    const PASSED_ON: [i32; 6] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2];

    /// Passes signals on.
    pub(super) struct Relay {
        signals: SignalsInfo<WithOrigin>,
    }

    impl Relay {
        /// From now on signals do not end us; they wait until the host is there.
        pub(super) fn new() -> Result<Self> {
            let signals = SignalsInfo::new(PASSED_ON).context("cannot handle signals")?;
            Ok(Self { signals })
        }

        pub(super) fn start(mut self, child: Arc<SharedChild>) {
            std::thread::spawn(move || {
                for origin in self.signals.forever() {
                    // The kernel sends what is typed to everybody at the terminal, so to the host too.
                    if origin.cause != Cause::Kernel {
                        // It may be gone already; then so are we, in a moment.
                        let _ = child.send_signal(origin.signal);
                    }
                }
            });
        }
    }

    /// As shells have it: 128 and the signal, for what was ended by one.
    pub(super) fn exit_code(status: ExitStatus) -> i32 {
        let signal = status.signal().map(|signal| 128 + signal);
        status.code().or(signal).unwrap_or(1)
    }

    /// What people call a signal.
    pub(in crate::run) fn signal(number: i32) -> String {
        match signal_hook::low_level::signal_name(number) {
            Some(name) if number == SIGINT => format!("{name} (Ctrl-C)"),
            Some(name) => name.to_owned(),
            None => format!("signal {number}"),
        }
    }
}

#[cfg(not(unix))]
mod other {
    use super::*;

    /// There are no signals to pass on.
    pub(super) struct Relay;

    impl Relay {
        pub(super) fn new() -> Result<Self> {
            Ok(Self)
        }

        pub(super) fn start(self, _child: Arc<SharedChild>) {}
    }

    pub(super) fn exit_code(status: ExitStatus) -> i32 {
        status.code().unwrap_or(1)
    }

    pub(in crate::run) fn signal(number: i32) -> String {
        format!("signal {number}")
    }
}
