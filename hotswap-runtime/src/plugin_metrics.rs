//! What plugins count and measure with `metrics`, recorded by the host's recorder.

use std::fmt;

use hotswap::metrics::{Measurement, MetricKey, MetricKind, MetricsHost};
use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Unit, with_recorder};

/// The metrics of one version of a plugin. They go to the recorder that the host has when they are registered.
pub(crate) struct PluginMetrics;

/// A metric of the host's recorder.
pub(crate) enum Metric {
    Counter(Counter),
    Gauge(Gauge),
    Histogram(Histogram),
}

impl MetricsHost for PluginMetrics {
    type Metric = Metric;

    fn describe(&self, kind: MetricKind, name: &str, unit: &str, description: &str) {
        let (name, unit) = (name.to_owned().into(), Unit::from_string(unit));
        let description = description.to_owned().into();
        with_recorder(|recorder| match kind {
            MetricKind::Counter => recorder.describe_counter(name, unit, description),
            MetricKind::Gauge => recorder.describe_gauge(name, unit, description),
            MetricKind::Histogram => recorder.describe_histogram(name, unit, description),
        });
    }

    fn register(&self, kind: MetricKind, key: &MetricKey<'_>) -> Metric {
        // Copies: a recorder may keep them after the plugin is gone.
        let labels = key.labels.iter();
        let labels = labels.map(|&(key, value)| Label::new(key.to_owned(), value.to_owned()));
        let labels: Vec<_> = labels.collect();
        let level = match key.level {
            1 => Level::ERROR,
            2 => Level::WARN,
            3 => Level::INFO,
            4 => Level::DEBUG,
            _ => Level::TRACE,
        };
        let metadata = Metadata::new(key.target, level, key.module_path);
        let key = Key::from_parts(key.name.to_owned(), labels);
        with_recorder(|recorder| match kind {
            MetricKind::Counter => Metric::Counter(recorder.register_counter(&key, &metadata)),
            MetricKind::Gauge => Metric::Gauge(recorder.register_gauge(&key, &metadata)),
            MetricKind::Histogram => {
                Metric::Histogram(recorder.register_histogram(&key, &metadata))
            }
        })
    }

    fn change(metric: &Metric, by: Measurement) {
        match (metric, by) {
            (Metric::Counter(counter), Measurement::Count(value)) => counter.increment(value),
            (Metric::Counter(counter), Measurement::CountIs(value)) => counter.absolute(value),
            (Metric::Gauge(gauge), Measurement::Up(value)) => gauge.increment(value),
            (Metric::Gauge(gauge), Measurement::Down(value)) => gauge.decrement(value),
            (Metric::Gauge(gauge), Measurement::Is(value)) => gauge.set(value),
            (Metric::Histogram(histogram), Measurement::Record(value)) => histogram.record(value),
            // No plugin does anything else with a metric of that kind.
            _ => {}
        }
    }
}

impl fmt::Debug for PluginMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginMetrics").finish()
    }
}
