//! One case, in the process that is there for it.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};

use crate::cases::{Case, Expected};
use crate::host::Host;
use crate::memory;
use crate::report::Report;
use crate::signal::name_of;

/// How often the plugin is replaced.
const RELOADS: u32 = 20;
/// After so many reloads all has been allocated that is allocated once.
const WARM: u32 = 5;

/// Loads, calls, reloads and removes the plugin, sends the signals, and prints the report.
pub fn run(case: &Case, library: &Path) -> Result<(), Box<dyn Error>> {
    let mut report = Report::default();
    let mut host = Host::new(case.plugin, case.input)?;
    let why = match case.expected {
        Expected::Stay(why) => Some(why),
        _ => None,
    };

    step("load");
    host.publish(library, 0)?;
    if let Err(error) = host.load(&mut report) {
        report.refused = Some(chain(&*error));
        return Ok(report.print()?);
    }
    host.call(0, || Ok(()))?;
    let mut before = memory::resident()?;
    for number in 1..=RELOADS {
        step(format!("reload {number}"));
        host.publish(library, number)?;
        // Both versions are there while the new one is called for the first time, as with a free delay.
        let replaced = host.swapper.current();
        if let Err(error) = host.reload(&mut report) {
            report.refused = Some(chain(&*error));
            host.call(number - 1, || Ok(()))?;
            break;
        }
        step(format!("calls after reload {number}"));
        host.call(number, || {
            drop(replaced);
            Ok(())
        })?;
        step(format!("the end of build {}", number - 1));
        host.settle(why, &mut report)?;
        if number == WARM {
            before = memory::resident()?;
        }
    }
    report.kilobytes = (memory::resident()? - before) / i64::from(RELOADS - WARM);

    step("removal");
    host.remove()?;
    host.reload(&mut report)?;
    step("the end of the last build");
    host.settle(why, &mut report)?;
    for &signal in case.signals {
        step(format!("{} is sent", name_of(signal.as_raw())));
        send(signal)?;
    }
    step("the end of the host");
    host.finish(&mut report)?;
    report.print()?;
    step("the end of the process");
    Ok(())
}

/// Says how far it is: for the parent, should this be the last thing that it hears.
fn step(what: impl std::fmt::Display) {
    println!("step: {what}");
}

/// Sends a signal to this process as it is sent in earnest, and gives its handler time.
fn send(signal: Signal) -> Result<(), Box<dyn Error>> {
    for _ in 0..3 {
        match signal {
            Signal::CHILD => {
                let status = Command::new("true").status()?;
                assert!(status.success(), "`true` ended with {status}");
            }
            other => kill_process(getpid(), other)?,
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// An error with all that is behind it.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
