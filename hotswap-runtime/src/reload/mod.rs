//! Load and reload: one algorithm, and a transaction.
//!
//! - `scan`: which files are there
//! - `compare`: which of them have changed; reads, checks and copies those
//! - `refused`: files that are not loaded again until they change
//! - `plan`: what a reload will do
//! - `graph`: which plugin imports which
//! - `fit`: which plugins fit together, where others are refused
//! - `rewire`: dependents, which are re-created because of that
//! - `draft`: the new plugins between their creation and the swap, and how they are undone
//! - `files`: snapshots of files
//! - `check`: what a load would find, without loading
//! - `linked`: the plan for linked plugins
//!
//! The steps are those of [`prepare`]. They touch nothing of the current generation.

mod check;
mod compare;
mod draft;
#[cfg(feature = "watch")]
mod files;
mod fit;
mod graph;
mod linked;
mod plan;
mod refused;
mod rewire;
mod scan;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hotswap::LiveData;
use parking_lot::Mutex;

use crate::copies::CopyDir;
use crate::error::{FileError, ReloadError};
use crate::failpoints::Step;
use crate::import_error::ImportError;
use crate::log::{TARGET, log};
use crate::manager::PluginManager;
use crate::name;
use crate::on_refused::OnRefused;
use crate::reaper::Reaper;
use crate::registry::Registry;
use crate::report::{Outcome, ReloadReport};
use crate::retirement::RetirementMemory;
use crate::settings::Settings;
use crate::trust::TrustedDir;
use graph::Graph;
use plan::{Fresh, Plan};
use refused::KnownFile;

pub use check::{Check, CheckedPlugin, check};
pub(crate) use draft::Draft;
#[cfg(feature = "watch")]
pub(crate) use files::{Files, Snapshot};
pub(crate) use refused::RefusedFiles;
pub(crate) use scan::scan;

/// What a load or reload works with.
pub(crate) struct Context<'a> {
    pub(crate) directory: &'a Path,
    pub(crate) settings: &'a Settings,
    /// The directory, if it must be trusted and can be.
    pub(crate) trusted: Option<&'a TrustedDir>,
    pub(crate) refused: &'a Mutex<RefusedFiles>,
    pub(crate) copies: &'a Arc<CopyDir>,
    pub(crate) reaper: &'a Reaper,
    pub(crate) registry: &'a Registry,
    pub(crate) current: &'a Arc<PluginManager>,
    /// The number of the new generation.
    pub(crate) generation: u64,
}

/// A complete generation that is not published yet, with its report.
pub(crate) struct Prepared {
    pub(crate) draft: Draft,
    pub(crate) manager: Arc<PluginManager>,
    pub(crate) report: ReloadReport,
    /// For the generation that it replaces.
    pub(crate) memory: RetirementMemory,
}

impl Context<'_> {
    /// Whether the host keeps or leaves out a plugin whose file has this problem.
    fn keeps_old(&self, problem: &FileError) -> bool {
        // Where there is no place for copies, the file is not at fault.
        let is_of_file = !matches!(problem, FileError::Copy { .. } | FileError::NoExec { .. });
        self.settings.on_refused == OnRefused::KeepOld && is_of_file
    }
}

/// The plan for the files in the plugin directory.
fn plan_from_files(context: &Context<'_>, buffer: &mut Vec<u8>) -> Result<Plan, ReloadError> {
    let scanned = scan(context.directory, context.settings.allow())?;
    if let (Some(allow), 0) = (context.settings.allow(), context.current.generation()) {
        scan::check_allowed(allow, &scanned, context.directory)?;
    }
    context.settings.failpoints.at(Step::Compare)?;
    compare::compare(context, scanned, buffer)
}

/// Everything up to the callbacks. `None` if a plugin failed and is refused from now on: everything was undone, and the
/// caller tries again without that plugin.
///
/// Files are read into `buffer`; what is in it before or after means nothing.
pub(crate) fn prepare(
    context: &Context<'_>,
    data: &LiveData,
    buffer: &mut Vec<u8>,
) -> Result<Option<Prepared>, ReloadError> {
    let failpoints = &context.settings.failpoints;
    failpoints.at(Step::Scan)?;
    let mut plan = match context.settings.static_linking {
        true => linked::plan(context)?,
        false => plan_from_files(context, buffer)?,
    };
    failpoints.at(Step::Graph)?;
    let graph = fit::fit(context, &mut plan)?;
    rewire::rewire(context, &mut plan, &graph, buffer)?;
    let culprits = match context.settings.on_refused {
        OnRefused::Fail => BTreeMap::new(),
        OnRefused::KeepOld => culprits(context, &plan, &graph),
    };
    match create(context, plan, &graph, data) {
        Ok(prepared) => Ok(Some(prepared)),
        Err(error) => refuse_culprit(context, error, &culprits).map(|()| None),
    }
}

/// What is refused if a plugin cannot be created.
struct Culprit {
    /// Where the plugin is loaded from.
    origin: PathBuf,
    /// The plugin itself, or the changed plugin that it is rewired to.
    folded: String,
    /// The new file of that; `None` if it is removed.
    file: Option<KnownFile>,
}

/// For each plugin that will be created, what is refused if that fails, by folded name.
fn culprits(context: &Context<'_>, plan: &Plan, graph: &Graph) -> BTreeMap<String, Culprit> {
    let because = rewire::because(context, plan, graph);
    let file_of = |folded: &str| {
        let mut fresh = plan.fresh.iter();
        let fresh = fresh.find(|it| name::fold(&it.name) == folded)?;
        Some(fresh.file.clone())
    };
    let culprit = |fresh: &Fresh| {
        let folded = name::fold(&fresh.name);
        let replaced = match plan.outcomes.get(&fresh.name) {
            Some(Outcome::Rewired) => rewire::replaced(&because, &folded),
            _ => folded.clone(),
        };
        let culprit = Culprit {
            origin: fresh.file.path.clone(),
            file: file_of(&replaced),
            folded: replaced,
        };
        (folded, culprit)
    };
    plan.fresh.iter().map(culprit).collect()
}

/// The new generation. Code of plugins runs from here on.
fn create(
    context: &Context<'_>,
    mut plan: Plan,
    graph: &Graph,
    data: &LiveData,
) -> Result<Prepared, ReloadError> {
    let failpoints = &context.settings.failpoints;
    let reasons = plan.take_reasons();
    let mut draft = Draft::new(context, plan.kept, plan.outcomes, reasons);
    for fresh in plan.fresh {
        failpoints.at(Step::Open)?;
        draft.create(context, fresh)?;
    }
    draft.sort(graph);
    draft.check_reloadable(graph)?;
    failpoints.at(Step::Wire)?;
    draft.wire()?;
    failpoints.at(Step::OnLoad)?;
    draft.on_load(data)?;
    failpoints.at(Step::Vault)?;
    draft.fill_vault(context)?;
    failpoints.at(Step::OnInit)?;
    draft.on_init()?;
    let (manager, report) = draft.finish();
    Ok(Prepared {
        draft,
        manager,
        report,
        memory: RetirementMemory::new(),
    })
}

/// Remembers what is refused because of an error.
///
/// # Errors
///
/// The error, if no single plugin is at fault.
fn refuse_culprit(
    context: &Context<'_>,
    error: ReloadError,
    culprits: &BTreeMap<String, Culprit>,
) -> Result<(), ReloadError> {
    let Some(Culprit { folded, file, .. }) = culprit(context, &error, culprits) else {
        return Err(error);
    };
    let mut refused = context.refused.lock();
    if refused.is_refused(folded, file.as_ref()) {
        // It was tried all the same, and so it would be again.
        return Err(error);
    }
    log(
        || tracing::warn!(name: "plugin_refused", target: TARGET, plugin = folded, reason = %error, "a plugin was refused"),
    );
    refused.refuse(folded, file.clone(), Arc::new(error));
    Ok(())
}

fn culprit<'a>(
    context: &Context<'_>,
    error: &ReloadError,
    culprits: &'a BTreeMap<String, Culprit>,
) -> Option<&'a Culprit> {
    let of = |plugin: &String| culprits.get(&name::fold(plugin));
    match error {
        ReloadError::Hook { plugin, .. } => of(plugin),
        // What is linked in is all in one file.
        ReloadError::Refused { .. } if context.settings.static_linking => None,
        ReloadError::Refused { problems } => {
            let [problem] = problems.as_slice() else {
                return None;
            };
            let path = problem.loaded_from()?;
            culprits.values().find(|it| it.origin == path)
        }
        ReloadError::Imports { problems } => match problems.first()? {
            ImportError::NotReloadable { plugin, .. } => of(plugin),
            _ => None,
        },
        ReloadError::DuplicateLiveFn { first, second, .. }
        | ReloadError::DuplicateLiveType { first, second, .. } => of(second).or_else(|| of(first)),
        _ => None,
    }
}
