//! Load and reload: one algorithm, and a transaction.
//!
//! - `scan`: which files are there
//! - `compare`: which of them have moved; what is read of them, checked and copied
//! - `graph`: which plugin needs which
//! - `rewire`: who must be made anew because of that
//! - `draft`: the new plugins between their creation and the swap, and how they are undone
//! - `files`: what the files of a generation looked like
//! - `check`: what a load would find, for those who only ask
//! - `linked`: the same for plugins that are linked in
//!
//! The steps are those of [`prepare`]; nothing that the current generation consists of is touched by them.

mod check;
mod compare;
mod draft;
#[cfg(feature = "watch")]
mod files;
mod graph;
mod linked;
mod rewire;
mod scan;

use std::path::Path;
use std::sync::Arc;

use hotswap::LiveData;

use crate::census::Census;
use crate::copies::CopyDir;
use crate::error::ReloadError;
use crate::extension::Extension;
use crate::manager::PluginManager;
use crate::mode::Modes;
use crate::reaper::Reaper;
use crate::report::ReloadReport;
use crate::step::{Step, Trip};
use crate::trust::TrustedDir;
use compare::Plan;

pub use check::{Check, CheckedPlugin, check};
pub(crate) use draft::Draft;
#[cfg(feature = "watch")]
pub(crate) use files::Files;
pub(crate) use scan::scan;

/// What a load or reload works with.
pub(crate) struct Context<'a> {
    pub(crate) directory: &'a Path,
    /// The folded names of the plugins that may be loaded; all, if there is no list.
    pub(crate) allow: Option<&'a [String]>,
    /// The plugins are those of this binary, and not those in the directory.
    pub(crate) static_linking: bool,
    /// The directory, if it must be trusted and can be.
    pub(crate) trusted: Option<&'a TrustedDir>,
    pub(crate) modes: &'a Modes,
    /// Plugins that are to be unloaded may print backtraces by themselves.
    pub(crate) backtraces_in_plugins: bool,
    pub(crate) copies: &'a Arc<CopyDir>,
    pub(crate) reaper: &'a Reaper,
    pub(crate) census: &'a Census,
    pub(crate) current: &'a Arc<PluginManager>,
    /// The number of the new generation.
    pub(crate) generation: u64,
    /// The slots that the host fills.
    pub(crate) extensions: &'a [Extension],
    pub(crate) trip: &'a Trip,
}

/// A complete generation that nobody has seen yet, with what it will have done.
pub(crate) struct Prepared {
    pub(crate) draft: Draft,
    pub(crate) manager: Arc<PluginManager>,
    pub(crate) report: ReloadReport,
}

/// What is to be done, by what the plugin directory holds.
fn plan_from_files(context: &Context<'_>, buffer: &mut Vec<u8>) -> Result<Plan, ReloadError> {
    let found = scan(context.directory, context.allow)?;
    if let (Some(allow), 0) = (context.allow, context.current.generation()) {
        scan::check_allowed(allow, &found, context.directory)?;
    }
    context.trip.at(Step::Compare)?;
    compare::compare(context, found, buffer)
}

/// Everything up to the callbacks.
///
/// Files are read into `buffer`; what is in it before or after means nothing.
pub(crate) fn prepare(
    context: &Context<'_>,
    data: &LiveData,
    buffer: &mut Vec<u8>,
) -> Result<Prepared, ReloadError> {
    let trip = context.trip;
    trip.at(Step::Scan)?;
    let mut plan = match context.static_linking {
        true => linked::plan(context.allow)?,
        false => plan_from_files(context, buffer)?,
    };
    trip.at(Step::Graph)?;
    let graph = plan.graph()?;
    rewire::rewire(context, &mut plan, &graph, buffer)?;
    let mut draft = Draft::new(context, plan.kept, plan.outcomes);
    for fresh in plan.fresh {
        trip.at(Step::Open)?;
        draft.create(context, fresh)?;
    }
    draft.sort(&graph);
    draft.check_reloadable(&graph)?;
    trip.at(Step::Wire)?;
    draft.wire()?;
    trip.at(Step::OnLoad)?;
    draft.on_load(data)?;
    trip.at(Step::Vault)?;
    draft.fill_vault(context)?;
    trip.at(Step::OnInit)?;
    draft.on_init()?;
    let (manager, report) = draft.finish();
    Ok(Prepared {
        draft,
        manager,
        report,
    })
}
