//! `cargo hotswap run`: a host under development.
//!
//! - `host`: which package is the host, and which plugins belong to it
//! - `project`: the host, its plugins and the sources of both
//! - `sources`: which edit concerns whom
//! - `watch`: edits, as they come
//! - `rebuild`: builds and publishes, first and after each edit
//! - `process`: the running host; `death_signal`: how it ends with us
//!
//! Two threads do the work: one waits for the host and ends with it, the other waits for edits and builds.
//! They share only the cargo process that is stopped at the end.

mod death_signal;
mod host;
mod process;
mod project;
mod rebuild;
mod sources;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use crate::args::RunArgs;
use crate::cargo::{Cargo, Request};
use crate::progress::Step;
use crate::report;
pub(crate) use death_signal::become_host;
pub(crate) use host::Host;
use process::Process;
use project::Project;
use rebuild::RebuildLoop;
use watch::Watch;

/// Builds and starts the host, and rebuilds its plugins as they are edited, until the host ends.
///
/// Returns the host's exit code.
pub(crate) fn run(args: &RunArgs) -> Result<i32> {
    if args.is_static {
        return run_static(args);
    }
    let project = load(args)?;
    // From here on no edit is lost, not even one that is made during the first build.
    let watch = Watch::new(&project.sources)?;
    let cargo = Arc::new(Cargo::default());
    let program = build_host(&cargo, &project.host.request(args.release))?;
    let mut rebuild = RebuildLoop::new(project, watch, cargo.clone());
    let plugin_dir = rebuild.publish_first()?;
    let running = format!(
        "{} (HOTSWAP_PLUGIN_DIR={})",
        program.display(),
        plugin_dir.display()
    );
    report::status("Running", running);
    let process = Process::start(&program, &args.host_args, Some(&plugin_dir))?;
    let options = args.clone();
    std::thread::spawn(move || rebuild.work(&options));
    let code = process.wait();
    cargo.stop();
    tell_end(&code);
    code
}

/// Builds and starts the host with its plugins linked in: there is nothing to rebuild.
fn run_static(args: &RunArgs) -> Result<i32> {
    let request = Host::find(&args.host)?.static_request(args.release)?;
    let program = build_host(&Cargo::default(), &request)?;
    report::status("Running", program.display());
    let code = Process::start(&program, &args.host_args, None)?.wait();
    tell_end(&code);
    code
}

fn tell_end(code: &Result<i32>) {
    match code {
        Ok(0) | Err(_) => {}
        Ok(killed @ 129..) => {
            report::note("Ended", format!("by {}", process::signal(killed - 128)))
        }
        Ok(code) => report::note("Ended", format!("the host exited with {code}")),
    }
}

fn load(args: &RunArgs) -> Result<Project> {
    let _step = Step::new("reading the workspace");
    Project::load(args)
}

/// The program that cargo makes of the host.
pub(crate) fn build_host(cargo: &Cargo, request: &Request) -> Result<PathBuf> {
    let outcome = cargo.build(request)?;
    if !outcome.complete {
        bail!("cargo could not build the host: nothing is started");
    }
    let program = outcome.artifacts.executable().map(Path::to_owned);
    program.context("cargo made no program of the host")
}
