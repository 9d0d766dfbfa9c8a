//! What is asked of the host from outside.

use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGUSR1};
use signal_hook::iterator::Signals;

/// What a signal asks for.
pub(crate) enum Request {
    /// SIGHUP, SIGUSR1.
    Reload,
    /// SIGINT, SIGTERM.
    End,
}

/// Signals from now on, as requests.
pub(crate) fn requests() -> io::Result<Receiver<Request>> {
    let mut signals = Signals::new([SIGHUP, SIGUSR1, SIGINT, SIGTERM])?;
    let (sender, requests) = channel();
    thread::spawn(move || {
        for signal in signals.forever() {
            let request = match signal {
                SIGHUP | SIGUSR1 => Request::Reload,
                _ => Request::End,
            };
            if sender.send(request).is_err() {
                break;
            }
        }
    });
    Ok(requests)
}
