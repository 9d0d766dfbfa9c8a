//! `cargo hotswap build`: plugins, from their sources to a directory that a host loads.
//!
//! - `batch`: the plugins of one workspace, built by one call of cargo
//! - `publish`: a library checked, sealed and put in its place
//! - `timing`: how long each step took

mod batch;
mod publish;
mod timing;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

pub(crate) use batch::{Batch, Built};
pub(crate) use publish::{Checked, Seal};

use crate::args::BuildArgs;
use crate::cargo::Cargo;
use crate::plugin::{self, Plugin};
use crate::progress::Step;
use crate::report;
use crate::run::{Host, build_host};
use crate::workspace::Workspace;
use timing::Timing;

/// Builds the plugins and publishes all of them, or none.
pub(crate) fn run(args: &BuildArgs) -> Result<()> {
    if args.is_static {
        return build_static(args);
    }
    let (dirs, out_dir) = args.plugins_and_out_dir()?;
    let mut timing = Timing::default();
    let batches = timing.of("metadata", || plan(dirs, args))?;
    if args.dry_run {
        return announce(&batches, out_dir);
    }
    let built = timing.of("cargo", || compile(&batches))?;
    let checked = timing.of("check", || check(&built))?;
    checked.iter().for_each(Checked::warn);
    let published = timing.of("publish", || publish(&checked, out_dir))?;
    for path in &published {
        report::output(format_args!("{}\n", path.display()))?;
    }
    if args.verbose {
        timing.print();
    }
    Ok(())
}

/// Builds a host with its plugins linked in.
fn build_static(args: &BuildArgs) -> Result<()> {
    let host = Host::find(&args.static_host()?)?;
    let mut request = host.static_request(args.release)?;
    request.flags.extend(args.cargo_flags.iter().cloned());
    if args.dry_run {
        return report::output(request.to_line() + "\n");
    }
    let mut timing = Timing::default();
    let program = timing.of("cargo", || build_host(&Cargo::default(), &request))?;
    report::output(format_args!("{}\n", program.display()))?;
    if args.verbose {
        timing.print();
    }
    Ok(())
}

/// What cargo is to build, in the order in which the workspaces were named.
fn plan(dirs: &[PathBuf], args: &BuildArgs) -> Result<Vec<Batch>> {
    let _step = Step::new("reading the workspace");
    let batches = find(dirs)?;
    let batches = batches.into_iter().map(|(workspace, plugins)| {
        Batch::new(&workspace, plugins, args.release, args.cargo_flags.clone())
    });
    Ok(batches.collect())
}

/// The plugins in these directories, by workspace.
pub(crate) fn find(dirs: &[PathBuf]) -> Result<Vec<(Workspace, Vec<Plugin>)>> {
    let mut found: Vec<(Workspace, Vec<Plugin>)> = Vec::new();
    for dir in dirs {
        check_directory(dir)?;
        let known = found
            .iter()
            .position(|(workspace, _)| workspace.package_in(dir).is_some());
        let at = match known {
            Some(at) => at,
            None => {
                found.push((Workspace::of(dir)?, Vec::new()));
                found.len() - 1
            }
        };
        let (workspace, plugins) = &mut found[at];
        let package = workspace.package_in(dir);
        let package = package.with_context(|| format!("{} holds no package", dir.display()))?;
        if plugins.iter().all(|plugin| plugin.id != package.id) {
            plugins.push(Plugin::new(package)?);
        }
    }
    let all: Vec<Plugin> = found
        .iter()
        .flat_map(|(_, plugins)| plugins.clone())
        .collect();
    plugin::check_names(&all)?;
    Ok(found)
}

fn check_directory(dir: &Path) -> Result<()> {
    if dir.join("Cargo.toml").is_file() {
        return Ok(());
    }
    bail!(
        "{} holds no Cargo.toml: give the directory of a plugin's package",
        dir.display()
    );
}

fn announce(batches: &[Batch], out_dir: &Path) -> Result<()> {
    for batch in batches {
        report::output(batch.to_line() + "\n")?;
    }
    for plugin in batches.iter().flat_map(Batch::plugins) {
        let path = out_dir.join(plugin.file_name());
        report::output(format_args!("{}\n", path.display()))?;
    }
    Ok(())
}

fn compile(batches: &[Batch]) -> Result<Vec<Built>> {
    let cargo = Cargo::default();
    let mut built = Vec::new();
    for batch in batches {
        let (complete, libraries) = batch.build(&cargo)?;
        if !complete {
            bail!(
                "cargo could not build {}: nothing is published",
                batch.names()
            );
        }
        built.extend(libraries);
    }
    Ok(built)
}

/// Checks all libraries, and reports all that would be refused.
fn check(built: &[Built]) -> Result<Vec<Checked>> {
    let step = Step::counted("checking", built.len());
    let results = built.iter().map(|built| {
        step.advance();
        Checked::read(built)
    });
    let (checked, refused): (Vec<_>, Vec<_>) = results.partition(Result::is_ok);
    drop(step);
    for error in refused.iter().filter_map(|result| result.as_ref().err()) {
        report::error(error);
    }
    if !refused.is_empty() {
        bail!(
            "a host would refuse {} of {}: nothing is published",
            refused.len(),
            built.len()
        );
    }
    Ok(checked.into_iter().flatten().collect())
}

fn publish(checked: &[Checked], out_dir: &Path) -> Result<Vec<PathBuf>> {
    let step = Step::counted("publishing", checked.len());
    let publish = |checked: &Checked| {
        step.advance();
        checked.publish(out_dir)
    };
    checked.iter().map(publish).collect()
}
