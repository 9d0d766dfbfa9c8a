//! Metrics: what a plugin counts and measures with `metrics` reaches the recorder of its host.
//!
//! A plugin has its own copy of the crate. With the feature `metrics` its global recorder is one that passes everything on,
//! through a [`MetricsTable`] of the host. A counter, gauge or histogram of the plugin is the address of one that the host has,
//! which lives until the plugin gives it back, or is gone.
//!
//! - `raw`: what crosses
//! - `host`: the host's end: a trait, and the table for an implementation of it
//! - `recorder`: the recorder of a plugin

mod host;
mod raw;
#[cfg(feature = "metrics")]
mod recorder;

pub(crate) use host::Metrics;
pub use host::{Measurement, MetricKey, MetricsHost};
pub use raw::{MetricKind, MetricsTable, RawKey, RawLabel, RawMetrics};
#[cfg(feature = "metrics")]
pub(crate) use recorder::attach;
