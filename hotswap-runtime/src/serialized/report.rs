//! What a load, a reload or a close did.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::FORMAT;
use crate::close_report::CloseReport;
use crate::error::with_causes;
use crate::report::{Outcome, ReloadReport};
use crate::stats::Version;

#[derive(Serialize)]
struct Reload<'a> {
    format: u32,
    generation: u64,
    plugins: BTreeMap<&'a str, Plugin<'a>>,
}

#[derive(Serialize)]
struct Plugin<'a> {
    outcome: Outcome,
    /// Why its library will stay mapped when it is replaced; null if it can be unloaded.
    stays_mapped: Option<&'a str>,
    /// Why it was kept or left out, in words; null if it was neither.
    reason: Option<String>,
}

#[derive(Serialize)]
struct Close<'a> {
    format: u32,
    complete: bool,
    remaining: &'a [Version],
}

impl Serialize for ReloadReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plugins = self.outcomes().map(|(name, outcome)| {
            let plugin = Plugin {
                outcome,
                stays_mapped: self.stays_mapped(name),
                reason: self.reason(name).map(|it| with_causes(it).to_string()),
            };
            (name, plugin)
        });
        let form = Reload {
            format: FORMAT,
            generation: self.generation(),
            plugins: plugins.collect(),
        };
        form.serialize(serializer)
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Ok => "ok",
            Self::Rewired => "rewired",
            Self::Unchanged => "unchanged",
            Self::NotReloadable => "not_reloadable",
            Self::Removed => "removed",
            Self::Kept => "kept",
            Self::LeftOut => "left_out",
        })
    }
}

impl Serialize for CloseReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = Close {
            format: FORMAT,
            complete: self.is_complete(),
            remaining: &self.remaining,
        };
        form.serialize(serializer)
    }
}
