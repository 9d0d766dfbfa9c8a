//! What a load or reload did.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::error::{ReloadError, with_causes};

/// What a load or reload did, plugin by plugin.
///
/// Prints sorted by name: `a: not reloadable, b: ok, c: unchanged`. The reason follows in parentheses for a plugin that
/// cannot be unloaded, and for one that was kept or left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReloadReport {
    generation: u64,
    outcomes: BTreeMap<String, Outcome>,
    stay_mapped: BTreeMap<String, String>,
    reasons: BTreeMap<String, Reason>,
}

/// Why a plugin was refused. Two are equal if they say the same.
#[derive(Clone, Debug)]
struct Reason(Arc<ReloadError>);

/// What happened to one plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Loaded, for the first time or in a new version.
    Ok,
    /// The file has not changed, but a plugin that it needs has: the plugin was created again from the same file.
    Rewired,
    /// The file has not changed: the plugin keeps serving.
    Unchanged,
    /// The plugin says that it must not be replaced: it keeps serving, even if its file has changed or is gone.
    NotReloadable,
    /// The file is gone, so the plugin was removed.
    Removed,
    /// The plugin's new file was refused, or was rolled back and has not changed since. The version that served before
    /// still serves. [`ReloadReport::reason`] says why.
    Kept,
    /// The plugin's file was refused, and no version of the plugin served before, so none serves now.
    /// [`ReloadReport::reason`] says why.
    LeftOut,
}

impl ReloadReport {
    pub(crate) fn new(
        generation: u64,
        outcomes: BTreeMap<String, Outcome>,
        stay_mapped: BTreeMap<String, String>,
    ) -> Self {
        Self {
            generation,
            outcomes,
            stay_mapped,
            reasons: BTreeMap::new(),
        }
    }

    /// The same with why plugins are kept or left out.
    pub(crate) fn with_reasons(mut self, reasons: BTreeMap<String, Arc<ReloadError>>) -> Self {
        let reasons = reasons.into_iter();
        self.reasons = reasons.map(|(name, it)| (name, Reason(it))).collect();
        self
    }

    /// The number of the generation that serves now. The first is 1.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// What happened to the plugin called `name`; `None` if there was none.
    pub fn outcome(&self, name: &str) -> Option<Outcome> {
        self.outcomes.get(name).copied()
    }

    /// Each plugin with what happened to it, by name.
    pub fn outcomes(&self) -> impl Iterator<Item = (&str, Outcome)> {
        self.outcomes
            .iter()
            .map(|(name, &outcome)| (name.as_str(), outcome))
    }

    /// Why the library of the plugin called `name` will stay mapped when it is replaced; `None` if it can be unloaded, as far
    /// as is known now, or was not loaded in this reload.
    ///
    /// Reasons that come up later are in [`stats`](crate::stats::Version::stays_mapped).
    /// [`docs::leaving`](crate::docs::leaving) says what the reasons mean.
    pub fn stays_mapped(&self, name: &str) -> Option<&str> {
        self.stay_mapped.get(name).map(String::as_str)
    }

    /// Why the plugin called `name` is [`Outcome::Kept`] or [`Outcome::LeftOut`]; `None` if it is neither.
    ///
    /// It is the error with which the reload would have failed under [`OnRefused::Fail`](crate::OnRefused::Fail), or
    /// [`ReloadError::RolledBack`].
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example(report: &hotswap_runtime::ReloadReport) {
    /// for (plugin, _) in report.outcomes() {
    ///     if let Some(reason) = report.reason(plugin) {
    ///         eprintln!("{plugin} was not replaced: {reason}");
    ///     }
    /// }
    /// # }
    /// ```
    pub fn reason(&self, name: &str) -> Option<&ReloadError> {
        self.reasons.get(name).map(|reason| &*reason.0)
    }

    /// Whether any plugin was loaded, created again or removed.
    pub fn has_changes(&self) -> bool {
        self.outcomes
            .values()
            .any(|outcome| matches!(outcome, Outcome::Ok | Outcome::Rewired | Outcome::Removed))
    }
}

impl fmt::Display for ReloadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.outcomes.is_empty() {
            return f.write_str("no plugins");
        }
        for (index, (name, outcome)) in self.outcomes().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{name}: {outcome}")?;
            if let Some(why) = self.stays_mapped(name) {
                write!(f, " (stays mapped: {why})")?;
            }
            if let Some(why) = self.reason(name) {
                write!(f, " ({})", with_causes(why))?;
            }
        }
        Ok(())
    }
}

impl PartialEq for Reason {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl Eq for Reason {}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Ok => "ok",
            Self::Rewired => "rewired",
            Self::Unchanged => "unchanged",
            Self::NotReloadable => "not reloadable",
            Self::Removed => "removed",
            Self::Kept => "kept",
            Self::LeftOut => "left out",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_details() {
        let outcomes = [
            ("c", Outcome::Unchanged),
            ("a", Outcome::NotReloadable),
            ("d", Outcome::Removed),
            ("b", Outcome::Ok),
        ];
        let outcomes = outcomes.map(|(name, outcome)| (name.to_owned(), outcome));
        let stay_mapped = [("b".to_owned(), "no room".to_owned())];
        let report = ReloadReport::new(1, outcomes.into(), stay_mapped.into());
        assert_eq!(
            report.to_string(),
            "a: not reloadable, b: ok (stays mapped: no room), c: unchanged, d: removed"
        );
    }

    #[test]
    fn a_plugin_that_was_refused_says_why() {
        let outcomes = [("a", Outcome::Kept), ("b", Outcome::LeftOut)];
        let outcomes = outcomes.map(|(name, outcome)| (name.to_owned(), outcome));
        let reason = || [("a".to_owned(), Arc::new(ReloadError::OutOfThreadKeys))];
        let plain = ReloadReport::new(1, outcomes.into(), BTreeMap::new());
        let report = plain.clone().with_reasons(reason().into());
        let expected = format!("a: kept ({}), b: left out", ReloadError::OutOfThreadKeys);
        assert_eq!(report.to_string(), expected);
        assert_eq!(report, plain.clone().with_reasons(reason().into()));
        assert_ne!(report, plain);
        assert!(!report.has_changes());
    }
}
