//! The host's end: what a host implements, and the table of functions for it.
//!
//! # Invariant
//!
//! A metric that a plugin has is the address of a box in `metrics` of its [`Metrics`]. The box is dropped when the plugin
//! releases it, or after the plugin's library was unmapped.

use std::collections::HashMap;
use std::ffi::c_void;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use super::raw::{MetricKind, MetricsTable, RawKey, RawLabel, RawMetrics, operation};
use crate::call::silence;
use crate::raw::RawStr;

/// Takes the metrics of one plugin. A panic in a method is contained.
pub trait MetricsHost: Send + Sync + 'static {
    /// A counter, a gauge or a histogram.
    type Metric: Send + Sync + 'static;

    /// What is known of the metrics of a name.
    fn describe(&self, kind: MetricKind, name: &str, unit: &str, description: &str);

    /// A counter, a gauge or a histogram.
    fn register(&self, kind: MetricKind, key: &MetricKey<'_>) -> Self::Metric;

    /// Changes a metric.
    fn change(metric: &Self::Metric, by: Measurement);
}

/// The name of a metric, its labels, and where it is registered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MetricKey<'a> {
    /// The name.
    pub name: &'a str,
    /// Keys and values of the labels.
    pub labels: Vec<(&'a str, &'a str)>,
    /// The target.
    pub target: &'a str,
    /// From 1, an error, to 5, a trace.
    pub level: u32,
    /// The module.
    pub module_path: Option<&'a str>,
}

/// What is done with a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Measurement {
    /// A counter goes up.
    Count(u64),
    /// A counter has this value.
    CountIs(u64),
    /// A gauge goes up.
    Up(f64),
    /// A gauge goes down.
    Down(f64),
    /// A gauge has this value.
    Is(f64),
    /// A histogram has one value more.
    Record(f64),
}

/// A host with the metrics that a plugin has.
pub(crate) struct Metrics<T: MetricsHost> {
    host: T,
    metrics: Mutex<HashMap<usize, Box<T::Metric>>>,
}

impl<T: MetricsHost> Metrics<T> {
    pub(crate) fn new(host: T) -> Self {
        Self {
            host,
            metrics: Mutex::default(),
        }
    }
}

/// Each metric is code of the host's recorder: one that panics leaves the others.
impl<T: MetricsHost> Drop for Metrics<T> {
    fn drop(&mut self) {
        let metrics = self.metrics.get_mut();
        let metrics = mem::take(metrics.unwrap_or_else(PoisonError::into_inner));
        metrics.into_values().for_each(|it| silence(|| drop(it)));
    }
}

impl<'a> MetricKey<'a> {
    /// # Safety
    ///
    /// What is in it lives for `'a`.
    unsafe fn of(raw: &RawKey) -> Self {
        // SAFETY: LENT: by the contract of this function.
        let text = |text: RawStr| -> &'a str { unsafe { text.as_str() } };
        // SAFETY: LENT: by the contract of this function.
        let labels: &[RawLabel] = unsafe { raw.labels.as_slice() };
        let module_path = text(raw.module_path);
        Self {
            name: text(raw.name),
            labels: labels
                .iter()
                .map(|it| (text(it.key), text(it.value)))
                .collect(),
            target: text(raw.target),
            level: raw.level,
            module_path: (!module_path.is_empty()).then_some(module_path),
        }
    }
}

impl RawMetrics {
    /// The table for `host`, which must live for as long as the plugin's library is mapped.
    pub(crate) fn of<T: MetricsHost>(host: &Arc<Metrics<T>>) -> Self {
        Self {
            table: const {
                &MetricsTable {
                    size: size_of::<MetricsTable>() as u32,
                    describe: describe::<T>,
                    register: register::<T>,
                    count: count::<T>,
                    measure: measure::<T>,
                    release: release::<T>,
                }
            },
            host: Arc::as_ptr(host).cast(),
        }
    }
}

// The functions below are what a table points to. `MetricsTable` describes their contract.

unsafe extern "C" fn describe<T: MetricsHost>(
    host: *const c_void,
    kind: u32,
    name: RawStr,
    unit: RawStr,
    description: RawStr,
) {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    let metrics = unsafe { &*host.cast::<Metrics<T>>() };
    // SAFETY: LENT: by the contract of the table.
    let text = |text: RawStr| unsafe { text.as_str() };
    if let Some(kind) = MetricKind::of(kind) {
        silence(|| {
            let (name, unit, description) = (text(name), text(unit), text(description));
            metrics.host.describe(kind, name, unit, description);
        });
    }
}

unsafe extern "C" fn register<T: MetricsHost>(
    host: *const c_void,
    kind: u32,
    key: *const RawKey,
) -> *const c_void {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    let metrics = unsafe { &*host.cast::<Metrics<T>>() };
    // SAFETY: LENT: by the contract of the table.
    let raw = unsafe { &*key };
    // SAFETY: LENT: by the contract of the table.
    let key = unsafe { MetricKey::of(raw) };
    let mut address = std::ptr::null();
    if let Some(kind) = MetricKind::of(kind) {
        silence(|| {
            let metric = Box::new(metrics.host.register(kind, &key));
            let place = std::ptr::from_ref(&*metric);
            let all = metrics.metrics.lock();
            let mut all = all.unwrap_or_else(PoisonError::into_inner);
            all.insert(place.addr(), metric);
            address = place.cast();
        });
    }
    address
}

/// # Safety
///
/// `metric` was given by [`register`] of the same `T`, and was not released.
unsafe fn change<T: MetricsHost>(metric: *const c_void, by: Measurement) {
    // SAFETY: METRICS: by the contract of this function.
    let metric = unsafe { &*metric.cast::<T::Metric>() };
    silence(|| T::change(metric, by));
}

unsafe extern "C" fn count<T: MetricsHost>(metric: *const c_void, operation: u32, value: u64) {
    let by = match operation {
        operation::SET => Measurement::CountIs(value),
        _ => Measurement::Count(value),
    };
    // SAFETY: METRICS: by the contract of the table.
    unsafe { change::<T>(metric, by) };
}

unsafe extern "C" fn measure<T: MetricsHost>(metric: *const c_void, operation: u32, value: f64) {
    let by = match operation {
        operation::INCREMENT => Measurement::Up(value),
        operation::DECREMENT => Measurement::Down(value),
        operation::SET => Measurement::Is(value),
        operation::RECORD => Measurement::Record(value),
        _ => return,
    };
    // SAFETY: METRICS: by the contract of the table.
    unsafe { change::<T>(metric, by) };
}

unsafe extern "C" fn release<T: MetricsHost>(host: *const c_void, metric: *const c_void) {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    let metrics = unsafe { &*host.cast::<Metrics<T>>() };
    let all = metrics.metrics.lock();
    let released = all
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&metric.addr());
    silence(|| drop(released));
}
