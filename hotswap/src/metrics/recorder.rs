//! The global recorder of a plugin: what its `metrics` counts and measures goes to the host.

use std::ffi::c_void;
use std::sync::{Arc, OnceLock};

use ::metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Level, Metadata,
    Recorder, SharedString, Unit, set_global_recorder,
};

use super::raw::{MetricKind, MetricsTable, RawKey, RawLabel, RawMetrics, operation};
use crate::raw::{RawSlice, RawStr};

/// The host of this library, which takes its metrics. It outlives this library.
static HOST: OnceLock<ToHost> = OnceLock::new();

#[derive(Clone, Copy)]
struct ToHost {
    table: &'static MetricsTable,
    host: *const c_void,
}

// SAFETY: SEND-SYNC: as `RawMetrics`.
unsafe impl Send for ToHost {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for ToHost {}

/// Sets the global recorder of this library.
///
/// # Safety
///
/// The table and the host of `raw` live as long as this library.
pub(crate) unsafe fn attach(raw: RawMetrics) {
    // SAFETY: HOST-OUTLIVES: by the contract of this function.
    let Some(table) = (unsafe { raw.table.as_ref() }) else {
        return;
    };
    if table.size as usize >= size_of::<MetricsTable>() {
        HOST.get_or_init(|| ToHost {
            table,
            host: raw.host,
        });
        // It is the first: no code of the plugin has run, apart from constructors of C libraries.
        let _ = set_global_recorder(HostRecorder);
    }
}

/// It has no size, so nothing is allocated for it.
struct HostRecorder;

/// A metric that the host has for this library. It is given back when this is dropped.
struct HostMetric {
    to: ToHost,
    metric: *const c_void,
}

// SAFETY: SEND-SYNC: `metric` is the address of a metric of the host, which is `Send + Sync`.
unsafe impl Send for HostMetric {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for HostMetric {}

impl HostMetric {
    fn register(kind: MetricKind, key: &Key, metadata: &Metadata<'_>) -> Option<Arc<Self>> {
        let to = *HOST.get()?;
        let label = |label: &::metrics::Label| RawLabel {
            key: RawStr::new(label.key()),
            value: RawStr::new(label.value()),
        };
        let labels: Vec<_> = key.labels().map(label).collect();
        let raw = RawKey {
            size: size_of::<RawKey>() as u32,
            level: level(*metadata.level()),
            name: RawStr::new(key.name()),
            labels: RawSlice::new(&labels),
            target: RawStr::new(metadata.target()),
            module_path: RawStr::new(metadata.module_path().unwrap_or_default()),
        };
        // SAFETY: HOST-OUTLIVES and LENT: the host outlives this library, and the key is lent for the call.
        let metric = unsafe { (to.table.register)(to.host, kind as u32, &raw const raw) };
        (!metric.is_null()).then(|| Arc::new(Self { to, metric }))
    }

    fn count(&self, operation: u32, value: u64) {
        // SAFETY: METRICS: the host gave it, and it was not released.
        unsafe { (self.to.table.count)(self.metric, operation, value) }
    }

    fn measure(&self, operation: u32, value: f64) {
        // SAFETY: METRICS: the host gave it, and it was not released.
        unsafe { (self.to.table.measure)(self.metric, operation, value) }
    }
}

impl Drop for HostMetric {
    fn drop(&mut self) {
        // SAFETY: HOST-OUTLIVES and METRICS: the host gave it, and it is released once.
        unsafe { (self.to.table.release)(self.to.host, self.metric) }
    }
}

impl CounterFn for HostMetric {
    fn increment(&self, value: u64) {
        self.count(operation::INCREMENT, value);
    }

    fn absolute(&self, value: u64) {
        self.count(operation::SET, value);
    }
}

impl GaugeFn for HostMetric {
    fn increment(&self, value: f64) {
        self.measure(operation::INCREMENT, value);
    }

    fn decrement(&self, value: f64) {
        self.measure(operation::DECREMENT, value);
    }

    fn set(&self, value: f64) {
        self.measure(operation::SET, value);
    }
}

impl HistogramFn for HostMetric {
    fn record(&self, value: f64) {
        self.measure(operation::RECORD, value);
    }
}

fn level(level: Level) -> u32 {
    match level {
        Level::ERROR => 1,
        Level::WARN => 2,
        Level::INFO => 3,
        Level::DEBUG => 4,
        _ => 5,
    }
}

fn describe(kind: MetricKind, name: &KeyName, unit: Option<Unit>, description: &str) {
    let Some(to) = HOST.get() else { return };
    let unit = unit.map_or("", |unit| unit.as_str());
    let [name, unit, description] = [name.as_str(), unit, description].map(RawStr::new);
    // SAFETY: HOST-OUTLIVES and LENT: the host outlives this library, and the texts are lent for the call.
    unsafe { (to.table.describe)(to.host, kind as u32, name, unit, description) }
}

impl Recorder for HostRecorder {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        describe(MetricKind::Counter, &key, unit, &description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        describe(MetricKind::Gauge, &key, unit, &description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        describe(MetricKind::Histogram, &key, unit, &description);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        HostMetric::register(MetricKind::Counter, key, metadata)
            .map_or_else(Counter::noop, Counter::from_arc)
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        HostMetric::register(MetricKind::Gauge, key, metadata)
            .map_or_else(Gauge::noop, Gauge::from_arc)
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        HostMetric::register(MetricKind::Histogram, key, metadata)
            .map_or_else(Histogram::noop, Histogram::from_arc)
    }
}
