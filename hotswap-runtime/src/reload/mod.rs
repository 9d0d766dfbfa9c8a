//! Load and reload: one algorithm, and a transaction.
//!
//! - `scan`: which files are there
//! - `compare`: which of them have moved; what is read of them, checked and copied
//! - `stage`: the new plugins between their creation and the swap, and how they are undone
//! - `step`: the steps by name, for tests that make one fail
//!
//! The steps are those of [`prepare`]; nothing that the current generation consists of is touched by them.

mod compare;
mod scan;
mod stage;
mod step;

use std::path::Path;
use std::sync::Arc;

use hotswap::LiveData;

use crate::copies::CopyDir;
use crate::error::ReloadError;
use crate::manager::PluginManager;
use crate::reaper::Reaper;

#[cfg(feature = "watch")]
pub(crate) use scan::Candidate;
pub(crate) use scan::FileIdentity;
pub(crate) use scan::scan;
pub(crate) use stage::Staged;
pub use step::Step;
pub(crate) use step::Trip;

/// What a load or reload works with.
pub(crate) struct Context<'a> {
    pub(crate) directory: &'a Path,
    /// The folded names of the plugins that may be loaded; all, if there is no list.
    pub(crate) allow: Option<&'a [String]>,
    pub(crate) copies: &'a Arc<CopyDir>,
    pub(crate) reaper: &'a Reaper,
    pub(crate) current: &'a Arc<PluginManager>,
    pub(crate) trip: &'a Trip,
}

/// Everything up to the callbacks: after this, the new generation is complete, and nobody has seen it.
///
/// Files are read into `buffer`; what is in it before or after means nothing.
pub(crate) fn prepare(
    context: &Context<'_>,
    data: &LiveData,
    buffer: &mut Vec<u8>,
) -> Result<Staged, ReloadError> {
    let trip = context.trip;
    trip.at(Step::Scan);
    let found = scan(context.directory, context.allow)?;
    if let (Some(allow), 0) = (context.allow, context.current.generation()) {
        scan::check_allowed(allow, &found, context.directory)?;
    }
    trip.at(Step::Compare);
    let plan = compare::compare(context, found, buffer)?;
    let mut staged = Staged::new(context, plan.kept, plan.outcomes);
    for fresh in plan.fresh {
        trip.at(Step::Create);
        staged.create(fresh, context.reaper)?;
    }
    staged.sort();
    trip.at(Step::OnLoad);
    staged.on_load(data)?;
    trip.at(Step::Vault);
    staged.fill_vault()?;
    trip.at(Step::OnInit);
    staged.on_init()?;
    Ok(staged)
}
