//! The plan for plugins that are linked into this binary.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hotswap::linked::{Linked, Stray};

use super::Context;
use super::plan::{Code, Fresh, Plan};
use super::refused::KnownFile;
use crate::error::{FileError, ReloadError};
use crate::file_identity::FileIdentity;
use crate::inspect::{ContentHash, Fault, InspectError};
use crate::linked::StaticLinkError;
use crate::linked::expected::Expected;
use crate::name;

/// All linked plugins, or those that are allowed.
///
/// # Errors
///
/// [`ReloadError::LinkedPlugins`] with all that is wrong, [`ReloadError::Refused`] if what a plugin says of itself is.
pub(crate) fn plan(context: &Context<'_>) -> Result<Plan, ReloadError> {
    let allow = context.settings.allow();
    let linked = by_name()?;
    let strays = Linked::strays().into_iter().map(StaticLinkError::from);
    let missing = missing(&linked, allow);
    let problems: Vec<_> = missing.into_iter().chain(strays).collect();
    if !problems.is_empty() {
        return Err(ReloadError::LinkedPlugins { problems });
    }
    let is_allowed = |folded: &String| allow.is_none_or(|allow| allow.contains(folded));
    let allowed = linked.into_iter().filter(|(folded, _)| is_allowed(folded));
    of(context, allowed)
}

/// The linked plugins by folded name.
fn by_name() -> Result<BTreeMap<String, &'static Linked>, ReloadError> {
    let mut by_name = BTreeMap::<_, &Linked>::new();
    let mut problems = Vec::new();
    for plugin in Linked::all() {
        if let Some(other) = by_name.insert(name::fold(plugin.name()), plugin) {
            let (one, other) = (plugin.name().to_owned(), other.name().to_owned());
            problems.push(StaticLinkError::Conflict {
                first: one.clone().min(other.clone()),
                second: one.max(other),
            });
        }
    }
    match problems.is_empty() {
        true => Ok(by_name),
        false => Err(ReloadError::LinkedPlugins { problems }),
    }
}

fn missing(
    linked: &BTreeMap<String, &'static Linked>,
    allow: Option<&[String]>,
) -> Vec<StaticLinkError> {
    let expected = inventory::iter::<Expected>().map(|it| name::fold(it.0));
    let mut wanted: Vec<_> = expected
        .chain(allow.unwrap_or_default().iter().cloned())
        .collect();
    wanted.sort();
    wanted.dedup();
    wanted.retain(|name| !linked.contains_key(name));
    let there = || linked.values().map(|it| it.name().to_owned()).collect();
    let missing = wanted.into_iter().map(|name| StaticLinkError::Missing {
        name,
        linked: there(),
    });
    missing.collect()
}

fn of(
    context: &Context<'_>,
    plugins: impl Iterator<Item = (String, &'static Linked)>,
) -> Result<Plan, ReloadError> {
    let origin = std::env::current_exe().unwrap_or_default();
    let mut plan = Plan::default();
    let mut problems = Vec::new();
    for (folded, plugin) in plugins {
        if let Some(reason) = context.refused.lock().linked(&folded) {
            plan.refuse(context, plugin.name(), Arc::clone(reason));
            continue;
        }
        match fresh(plugin, &origin) {
            Ok(fresh) => plan.load(fresh),
            Err(problem) => problems.push(problem),
        }
    }
    match problems.is_empty() {
        true => Ok(plan),
        false => Err(ReloadError::Refused { problems }),
    }
}

fn fresh(plugin: &'static Linked, origin: &Path) -> Result<Fresh, FileError> {
    let manifest = plugin.manifest().map_err(|error| InspectError {
        // One file has them all: it is the plugin that must be named.
        path: PathBuf::from(plugin.name()),
        fault: Fault::Manifest(error),
    })?;
    Ok(Fresh {
        name: plugin.name().to_owned(),
        file: KnownFile {
            path: origin.to_owned(),
            identity: FileIdentity::default(),
            hash: ContentHash::of(&[]),
        },
        manifest,
        code: Code::Linked(plugin),
    })
}

impl From<Stray> for StaticLinkError {
    fn from(stray: Stray) -> Self {
        let Stray {
            item,
            krate,
            plugins,
            ..
        } = stray;
        match plugins.as_slice() {
            [] => Self::Unclaimed { item, krate },
            plugins => Self::Disputed {
                krate,
                plugins: plugins.iter().map(|&it| it.to_owned()).collect(),
            },
        }
    }
}
