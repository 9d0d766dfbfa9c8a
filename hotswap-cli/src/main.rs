//! `cargo hotswap`: create, build, run, inspect and check plugins.
//!
//! - `args`: the command line
//! - `new`: a workspace to begin with, made of `template/`
//! - `build`: plugins, from their sources to a directory that a host loads
//! - `run`: a host under development: what you edit is built and published while it runs
//! - `inspect`: the manifest of a library
//! - `check`: what would keep a directory of plugins from being loaded
//! - `workspace`, `plugin`: packages, as cargo describes them
//! - `cargo`: cargo as a child process
//! - `report`, `progress`: output for people
//!
//! Results go to standard output, everything else to standard error. The exit code is 0 when the work is
//! done, 1 when it failed, 2 when the command line makes no sense; `run` ends with the host's.

mod args;
mod build;
mod cargo;
mod check;
mod inspect;
mod new;
mod plugin;
mod progress;
mod report;
mod run;
mod workspace;

use clap::Parser;

use crate::args::{Cargo, Command};

fn main() {
    let Cargo::Hotswap(args) = Cargo::parse();
    let done = match &args.command {
        Command::New(args) => new::run(args).map(|()| 0),
        Command::Build(args) => build::run(args).map(|()| 0),
        Command::Run(args) => run::run(args),
        Command::Inspect(args) => inspect::run(args).map(|()| 0),
        Command::Check(args) => check::run(args),
        Command::Host(args) => run::become_host(args),
    };
    let code = done.unwrap_or_else(|error| {
        if let Some(usage) = error.downcast_ref::<clap::Error>() {
            usage.exit();
        }
        report::error(&error);
        1
    });
    std::process::exit(code);
}
