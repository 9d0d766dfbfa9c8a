//! What crosses, with C layout.

use std::ffi::c_void;

use crate::raw::{RawSlice, RawStr};

/// Where the metrics of a plugin go.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawMetrics {
    /// Null if the host takes none.
    pub(crate) table: *const MetricsTable,
    /// The first argument of the table's functions.
    pub(crate) host: *const c_void,
}

// SAFETY: SEND-SYNC: the table is a static, and `host` points to a `MetricsHost`, which is `Send + Sync`.
unsafe impl Send for RawMetrics {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for RawMetrics {}

impl RawMetrics {
    /// The host takes none.
    pub(crate) const NONE: Self = Self {
        table: std::ptr::null(),
        host: std::ptr::null(),
    };
}

/// The functions that a plugin calls. They share one contract: `host` is that of the same [`RawMetrics`], `metric` is one that its `register`
/// gave and that was not released, and data behind pointers is lent for the call.
#[repr(C)]
#[derive(Debug)]
pub struct MetricsTable {
    pub(crate) size: u32,
    /// An empty `unit` stands for none.
    pub(crate) describe: unsafe extern "C" fn(
        host: *const c_void,
        kind: u32,
        name: RawStr,
        unit: RawStr,
        description: RawStr,
    ),
    /// A counter, gauge or histogram; null if there is none.
    pub(crate) register:
        unsafe extern "C" fn(host: *const c_void, kind: u32, *const RawKey) -> *const c_void,
    /// Changes a counter. `operation` is one of [`operation`].
    pub(crate) count: unsafe extern "C" fn(metric: *const c_void, operation: u32, value: u64),
    /// Changes a gauge, or records in a histogram.
    pub(crate) measure: unsafe extern "C" fn(metric: *const c_void, operation: u32, value: f64),
    /// Gives a metric back.
    pub(crate) release: unsafe extern "C" fn(host: *const c_void, metric: *const c_void),
}

/// What is done with a metric.
pub(crate) mod operation {
    pub(crate) const INCREMENT: u32 = 0;
    pub(crate) const DECREMENT: u32 = 1;
    /// The value is the whole.
    pub(crate) const SET: u32 = 2;
    pub(crate) const RECORD: u32 = 3;
}

/// The kind of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum MetricKind {
    /// A counter.
    Counter = 0,
    /// A gauge.
    Gauge = 1,
    /// A histogram.
    Histogram = 2,
}

impl MetricKind {
    pub(crate) const fn of(number: u32) -> Option<Self> {
        match number {
            0 => Some(Self::Counter),
            1 => Some(Self::Gauge),
            2 => Some(Self::Histogram),
            _ => None,
        }
    }
}

/// The name of a metric, its labels, and where it is registered.
#[repr(C)]
#[derive(Debug)]
pub struct RawKey {
    pub(crate) size: u32,
    /// From 1, an error, to 5, a trace.
    pub(crate) level: u32,
    pub(crate) name: RawStr,
    pub(crate) labels: RawSlice<RawLabel>,
    pub(crate) target: RawStr,
    /// Empty if it is unknown.
    pub(crate) module_path: RawStr,
}

/// A label.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawLabel {
    pub(crate) key: RawStr,
    pub(crate) value: RawStr,
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(size_of::<RawMetrics>(), 2 * word);
        assert_eq!(offset_of!(RawMetrics, host), word);
        assert_eq!(offset_of!(MetricsTable, describe), word);
        assert_eq!(offset_of!(MetricsTable, register), 2 * word);
        assert_eq!(offset_of!(MetricsTable, count), 3 * word);
        assert_eq!(offset_of!(MetricsTable, measure), 4 * word);
        assert_eq!(offset_of!(MetricsTable, release), 5 * word);
        assert_eq!(size_of::<MetricsTable>(), 6 * word);
        assert_eq!(offset_of!(RawKey, level), 4);
        assert_eq!(offset_of!(RawKey, name), 8);
        assert_eq!(offset_of!(RawKey, labels), 8 + 2 * word);
        assert_eq!(offset_of!(RawKey, target), 8 + 4 * word);
        assert_eq!(offset_of!(RawKey, module_path), 8 + 6 * word);
        assert_eq!(offset_of!(RawLabel, value), 2 * word);
    }
}
