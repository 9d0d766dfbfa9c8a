//! Which package is the host, and which plugins belong to it.
//!
//! A host names its plugins in its own manifest, by their directories:
//!
//! ```toml
//! [package.metadata.hotswap]
//! plugins = ["../world"]
//! ```

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::{Package, TargetKind};

use crate::cargo::{Request, Target};
use crate::plugin::is_plugin;
use crate::workspace::{Workspace, package_dir};

/// The feature of a host that links its plugins into it.
const STATIC: &str = "static";

/// The package that is run.
#[derive(Debug)]
pub(crate) struct Host {
    /// Its workspace.
    pub(crate) workspace: Workspace,
    package: Package,
    target: Target,
}

impl Host {
    /// The host that `name` stands for: a package, its directory, or an example.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one.
    pub(crate) fn find(name: &str) -> Result<Self> {
        let dir = Path::new(name);
        let here = Workspace::of(Path::new("."));
        if let Ok(workspace) = &here
            && let Some((package, target)) = named(workspace, name)?
        {
            return Ok(Self {
                package: package.clone(),
                target,
                workspace: here?,
            });
        }
        if !dir.is_dir() {
            bail!("there is no host {name}: {}", known_hosts(here)?);
        }
        let workspace = Workspace::of(dir)?;
        let package = in_directory(&workspace, dir)?.clone();
        let target = program(&package)?;
        Ok(Self {
            package,
            target,
            workspace,
        })
    }

    /// The name of its package.
    pub(crate) fn name(&self) -> &str {
        &self.package.name
    }

    /// Its package.
    pub(crate) fn package(&self) -> &Package {
        &self.package
    }

    /// What cargo is to do to build it.
    ///
    /// Not together with its plugins: then the features of their dependencies would be unified with the
    /// host's, and built again when plugins are built alone.
    pub(crate) fn request(&self, release: bool) -> Request {
        Request {
            dir: self.workspace.root().to_owned(),
            packages: vec![self.package.id.clone()],
            target: self.target.clone(),
            release,
            flags: Vec::new(),
        }
    }

    /// What cargo is to do to build it with its plugins linked in.
    ///
    /// # Errors
    ///
    /// If it has no feature for that.
    pub(crate) fn static_request(&self, release: bool) -> Result<Request> {
        if !self.package.features.contains_key(STATIC) {
            bail!(self.how_to_link_plugins());
        }
        let mut request = self.request(release);
        request.flags.extend(["--features".into(), STATIC.into()]);
        Ok(request)
    }

    /// The directories of its plugins.
    ///
    /// # Errors
    ///
    /// If its manifest does not name any.
    pub(crate) fn plugin_dirs(&self) -> Result<Vec<PathBuf>> {
        let dir = package_dir(&self.package);
        let plugins = plugins_of(&self.package).with_context(|| self.how_to_name_plugins())?;
        let plugins = plugins.iter().map(|plugin| match plugin.as_str() {
            Some(path) => Ok(normal(&dir.join(path))),
            None => bail!(
                "plugins in {} holds {plugin}, not a path",
                self.package.manifest_path
            ),
        });
        plugins.collect()
    }

    fn how_to_link_plugins(&self) -> String {
        let plugins = self.plugins_to_link();
        let each = |form: &dyn Fn(&str, &str) -> String, between: &str| {
            let forms: Vec<_> = plugins.iter().map(|(name, dir)| form(name, dir)).collect();
            forms.join(between)
        };
        let features = each(&|name, _| format!("\"dep:{name}\""), ", ");
        let dependencies = each(
            &|name, dir| format!("{name} = {{ path = {dir:?}, optional = true }}"),
            "\n",
        );
        let crates = each(&|name, _| name.replace('-', "_"), ", ");
        format!(
            "package {} has no feature `{STATIC}` that links its plugins into it: write in {}\n\n\
             [features]\n{STATIC} = [{features}]\n\n\
             [dependencies]\n{dependencies}\n\n\
             and in its code\n\n\
             #[cfg(feature = \"{STATIC}\")]\nhotswap_runtime::link!({crates});\n\n\
             with `static_linking()` for its swapper if cfg!(feature = \"{STATIC}\"), and in the Cargo.toml of each \
             plugin\n\n\
             [lib]\ncrate-type = [\"cdylib\", \"rlib\"]",
            self.package.name, self.package.manifest_path
        )
    }

    /// The names of its plugins' packages, and the way to their directories; for want of any, one as an example.
    fn plugins_to_link(&self) -> Vec<(String, String)> {
        let own = package_dir(&self.package);
        let named = self.plugin_dirs().unwrap_or_default();
        let named = named.iter().filter_map(|dir| {
            let package = self.workspace.package_in(dir)?;
            let way = relative(own, dir).display().to_string();
            Some((package.name.to_string(), way))
        });
        let named: Vec<_> = named.collect();
        match named.is_empty() {
            true => vec![("world".to_owned(), "../world".to_owned())],
            false => named,
        }
    }

    fn how_to_name_plugins(&self) -> String {
        let dir = package_dir(&self.package);
        let candidates = self
            .workspace
            .packages()
            .iter()
            .filter(|package| is_plugin(package));
        let mut paths: Vec<String> = candidates
            .map(|package| format!("{:?}", relative(dir, package_dir(package))))
            .collect();
        if paths.is_empty() {
            paths.push("\"../my-plugin\"".to_owned());
        }
        format!(
            "package {} does not say which plugins belong to it: write in {}\n\n\
             [package.metadata.hotswap]\nplugins = [{}]",
            self.package.name,
            self.package.manifest_path,
            paths.join(", ")
        )
    }
}

/// The package or the example of this name.
fn named<'a>(workspace: &'a Workspace, name: &str) -> Result<Option<(&'a Package, Target)>> {
    let mut packages = workspace.packages().iter();
    if let Some(package) = packages.find(|package| *package.name == name) {
        return Ok(Some((package, program(package)?)));
    }
    let has_example = |package: &&Package| {
        let mut targets = package.targets.iter();
        targets.any(|target| target.name == name && target.is_kind(TargetKind::Example))
    };
    let package = workspace.packages().iter().find(has_example);
    Ok(package.map(|package| (package, Target::Example(name.to_owned()))))
}

/// The package in a directory, or else the only host below it.
fn in_directory<'a>(workspace: &'a Workspace, dir: &Path) -> Result<&'a Package> {
    if let Some(package) = workspace.package_in(dir) {
        return Ok(package);
    }
    let dir = std::path::absolute(dir)?;
    let below = |package: &&Package| package_dir(package).starts_with(normal(&dir));
    let hosts: Vec<&Package> = hosts(workspace).filter(below).collect();
    match hosts[..] {
        [host] => Ok(host),
        [] => bail!("there is no host in {}: {}", dir.display(), HOW_TO_BE_ONE),
        _ => bail!(
            "there are several hosts in {}: give the name of one: {}",
            dir.display(),
            names(hosts.into_iter())
        ),
    }
}

const HOW_TO_BE_ONE: &str = "a host is a package whose Cargo.toml has plugins = […] under \
                             [package.metadata.hotswap]";

/// The program of a package.
fn program(package: &Package) -> Result<Target> {
    let targets = package
        .targets
        .iter()
        .filter(|target| target.is_kind(TargetKind::Bin));
    let bins: Vec<&str> = targets.map(|target| target.name.as_str()).collect();
    match (&package.default_run, &bins[..]) {
        (Some(name), _) => Ok(Target::Bin(name.clone())),
        (None, [name]) => Ok(Target::Bin((*name).to_owned())),
        (None, []) => bail!(
            "package {} has no program, so it is no host: name the one that loads it",
            package.name
        ),
        (None, _) => bail!(
            "package {} has several programs ({}): write default-run = \"{}\" in {}",
            package.name,
            bins.join(", "),
            bins[0],
            package.manifest_path
        ),
    }
}

/// The packages that name plugins.
fn hosts(workspace: &Workspace) -> impl Iterator<Item = &Package> {
    let packages = workspace.packages().iter();
    packages.filter(|package| plugins_of(package).is_some())
}

fn plugins_of(package: &Package) -> Option<&Vec<serde_json::Value>> {
    package.metadata.get("hotswap")?.get("plugins")?.as_array()
}

/// # Errors
///
/// What cargo says of a workspace that is there, and cannot be read.
fn known_hosts(here: Result<Workspace>) -> Result<String> {
    let workspace = match here {
        Ok(workspace) => workspace,
        Err(error) if is_in_workspace() => return Err(error),
        Err(_) => return Ok(HOW_TO_BE_ONE.to_owned()),
    };
    Ok(match names(hosts(&workspace)).as_str() {
        "" => HOW_TO_BE_ONE.to_owned(),
        names => format!("this workspace has {names}"),
    })
}

/// Whether there is something here that cargo would read.
fn is_in_workspace() -> bool {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors().any(|it| it.join("Cargo.toml").is_file())
}

fn names<'a>(packages: impl Iterator<Item = &'a Package>) -> String {
    let names: Vec<&str> = packages.map(|package| package.name.as_str()).collect();
    names.join(", ")
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// The way from one directory to another.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_directories_leads_up_and_down() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/a/host", "/a/world"), Path::new("../world"));
        assert_eq!(way("/a", "/a/b/c"), Path::new("b/c"));
    }

    #[test]
    fn a_path_is_freed_of_its_detours() {
        assert_eq!(
            normal(Path::new("/a/host/.././world")),
            Path::new("/a/world")
        );
    }
}
