//! The command line.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use globset::Glob;

/// Cargo starts `cargo-hotswap` with `hotswap` as its first argument.
#[derive(Parser)]
#[command(name = "cargo", bin_name = "cargo")]
pub(crate) enum Cargo {
    Hotswap(Hotswap),
}

/// Create, build, run, inspect and check plugins that a running host reloads.
#[derive(Args)]
#[command(version)]
pub(crate) struct Hotswap {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    New(NewArgs),
    Build(BuildArgs),
    Run(RunArgs),
    Inspect(InspectArgs),
    Check(CheckArgs),
    #[command(name = "__host", hide = true)]
    Host(HostArgs),
}

/// Create a workspace with a host, its api and one plugin, which builds and runs.
#[derive(Args)]
pub(crate) struct NewArgs {
    /// Where to create it; its last part is the name.
    #[arg(value_name = "NAME")]
    pub(crate) path: PathBuf,

    /// Where hotswap's repository was cloned to, if not where this program was built from.
    #[arg(long, value_name = "DIR")]
    pub(crate) hotswap: Option<PathBuf>,
}

/// Build plugins and publish them in a directory, ready to be loaded.
///
/// Each library is checked as a host would check it, sealed, and put in its place in one step: a host that
/// looks at the directory at that moment sees the old file or the new one, never a part of one. The paths of the
/// published files go to standard output.
///
/// With --static it builds a host instead, with its plugins linked in, and prints the path of the program.
#[derive(Args)]
#[command(
    override_usage = "cargo hotswap build [OPTIONS] <PLUGIN_DIR>... <OUT_DIR> [-- CARGO_FLAGS]\n       \
        cargo hotswap build --static [OPTIONS] <HOST> [-- CARGO_FLAGS]"
)]
pub(crate) struct BuildArgs {
    /// The plugins' directories, then the directory to publish in.
    #[arg(num_args = 1.., required = true, value_name = "PLUGIN_DIR")]
    paths: Vec<PathBuf>,

    /// Build a host with its plugins linked in: with its feature `static`.
    #[arg(long = "static")]
    pub(crate) is_static: bool,

    /// Build with optimisations.
    #[arg(long)]
    pub(crate) release: bool,

    /// Print how long each step took.
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Print the cargo commands and the files that would be published, and do nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Flags for cargo build; paths in them start at the plugin's workspace.
    #[arg(last = true, value_name = "CARGO_FLAGS")]
    pub(crate) cargo_flags: Vec<OsString>,
}

impl BuildArgs {
    /// The directories of the plugins, and the one to publish in.
    ///
    /// # Errors
    ///
    /// If one of the two is missing.
    pub(crate) fn plugins_and_out_dir(&self) -> Result<(&[PathBuf], &Path)> {
        match self.paths.split_last() {
            Some((out_dir, plugins)) if !plugins.is_empty() => Ok((plugins, out_dir)),
            _ => Err(usage(
                "give the plugins' directories, then the directory to publish in; or --static and a host",
            )),
        }
    }

    /// The host to build with its plugins linked in.
    ///
    /// # Errors
    ///
    /// If more than that is given.
    pub(crate) fn static_host(&self) -> Result<String> {
        match &self.paths[..] {
            [host] => Ok(host.display().to_string()),
            _ => Err(usage(
                "with --static, give one host and nothing else: it is not published",
            )),
        }
    }
}

/// The error for a command line that makes no sense.
fn usage(what: &str) -> anyhow::Error {
    let command = BuildArgs::augment_args(clap::Command::new("build"));
    let mut command = command.bin_name("cargo hotswap build");
    command
        .error(ErrorKind::MissingRequiredArgument, what)
        .into()
}

/// Run a host, and rebuild its plugins whenever you edit them.
///
/// The host finds its plugins in the directory that the environment variable HOTSWAP_PLUGIN_DIR names, and
/// reloads them by itself. When a build fails, the host keeps the code it has.
#[derive(Args, Clone)]
pub(crate) struct RunArgs {
    /// The host: the name of its package, its directory, or the name of an example.
    #[arg(value_name = "HOST")]
    pub(crate) host: String,

    /// Build with optimisations.
    #[arg(long)]
    pub(crate) release: bool,

    /// Link the plugins into the host, with its feature `static`: for debuggers. Nothing is rebuilt meanwhile.
    #[arg(long = "static")]
    pub(crate) is_static: bool,

    /// Watch only files that match; may be repeated. Paths start at the package's directory.
    #[arg(long, value_name = "GLOB")]
    pub(crate) watch_include: Vec<Glob>,

    /// Do not watch files that match; may be repeated. Paths start at the package's directory.
    #[arg(long, value_name = "GLOB")]
    pub(crate) watch_exclude: Vec<Glob>,

    /// Arguments for the host.
    #[arg(last = true, value_name = "HOST_ARGS")]
    pub(crate) host_args: Vec<OsString>,
}

/// Become a host that ends together with the process that started it. For `run`.
#[derive(Args)]
pub(crate) struct HostArgs {
    /// The number of that process.
    pub(crate) parent: i32,

    /// The host.
    pub(crate) program: PathBuf,

    /// Arguments for the host.
    #[arg(last = true)]
    pub(crate) args: Vec<OsString>,
}

/// Show the manifest of a library, without running any of its code.
#[derive(Args)]
pub(crate) struct InspectArgs {
    /// The library.
    pub(crate) file: PathBuf,

    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Find out what would keep a host from loading the plugins in a directory, without running any of them.
///
/// Each file is inspected. Then the imports of the plugins, the shared libraries that they need on this machine and the names
/// that they use are compared. Every problem is printed, and the exit code is 1; it is 0 if there is none. Two things are not
/// compared: what hooks do when they run, and what the host offers.
#[derive(Args)]
pub(crate) struct CheckArgs {
    /// The directory that a host would load.
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// Print JSON: the plugins and the problems.
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        Cargo::command().debug_assert();
    }

    #[test]
    fn the_last_path_of_build_is_where_to_publish() {
        let line = "cargo hotswap build a b out -- --locked".split(' ');
        let Cargo::Hotswap(Hotswap {
            command: Command::Build(args),
        }) = Cargo::parse_from(line)
        else {
            panic!("build is not understood as build");
        };
        let (plugins, out_dir) = args.plugins_and_out_dir().unwrap();
        assert_eq!(plugins, [Path::new("a"), Path::new("b")]);
        assert_eq!(out_dir, Path::new("out"));
        assert_eq!(args.cargo_flags, ["--locked"]);
    }
}
