//! What a callback is told of a reload.

use std::sync::Arc;

use crate::manager::PluginManager;
use crate::report::ReloadReport;

/// A load, reload or rollback that is ready for the swap, as callbacks get it.
///
/// # Examples
///
/// ```no_run
/// use hotswap_runtime::{Outcome, Swapper};
///
/// let swapper = Swapper::builder("plugins")
///     .on_reload(|reloading| {
///         for (plugin, outcome) in reloading.report().outcomes() {
///             if outcome != Outcome::Unchanged {
///                 println!("{plugin} will be {outcome}");
///             }
///         }
///         Ok(())
///     })
///     .build()?;
/// # Ok::<(), hotswap::Error>(())
/// ```
#[derive(Debug)]
pub struct Reloading<'a> {
    pub(crate) next: &'a Arc<PluginManager>,
    pub(crate) current: &'a Arc<PluginManager>,
    pub(crate) report: &'a ReloadReport,
}

impl Reloading<'_> {
    /// The generation that will serve.
    pub fn next(&self) -> &Arc<PluginManager> {
        self.next
    }

    /// The generation that serves now. It is empty at the first load.
    pub fn current(&self) -> &Arc<PluginManager> {
        self.current
    }

    /// What the reload does, plugin by plugin. It is the report that the reload will return.
    pub fn report(&self) -> &ReloadReport {
        self.report
    }

    /// Whether the plugin called `name` is another one in the new generation than in the old: another version, or there in
    /// only one of them. Case does not matter, and `-` and `_` are the same.
    pub fn changes(&self, name: &str) -> bool {
        let folded = crate::name::fold(name);
        let of =
            |manager: &Arc<PluginManager>| manager.member(&folded).map(|it| it.plugin.keeper());
        of(self.current) != of(self.next)
    }
}
