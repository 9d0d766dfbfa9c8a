//! What plugins count and measure with `metrics`, as the recorder of their host gets it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use test_kit::{Plugin, PluginDir, isolated, plugin_source, wait_until};

/// A recorder that remembers everything.
#[derive(Clone, Default)]
struct Memory(Arc<State>);

#[derive(Default)]
struct State {
    lines: Mutex<Vec<String>>,
    handles: AtomicUsize,
}

impl Memory {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lines.lock().unwrap())
    }

    fn add(&self, line: String) {
        self.0.lines.lock().unwrap().push(line);
    }

    fn handle(&self, kind: &str, key: &Key, metadata: &Metadata<'_>) -> Arc<Handle> {
        self.0.handles.fetch_add(1, Ordering::SeqCst);
        let labels = key
            .labels()
            .map(|it| format!("{}={}", it.key(), it.value()));
        let labels: Vec<_> = labels.collect();
        Arc::new(Handle {
            name: format!(
                "{kind} {}{{{}}} of {}",
                key.name(),
                labels.join(","),
                metadata.target()
            ),
            memory: self.clone(),
        })
    }
}

struct Handle {
    name: String,
    memory: Memory,
}

impl Handle {
    fn told(&self, what: &str, value: f64) {
        self.memory.add(format!("{} {what} {value}", self.name));
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.memory.0.handles.fetch_sub(1, Ordering::SeqCst);
        assert!(!self.name.contains("unlucky"), "a handle that panics");
    }
}

impl CounterFn for Handle {
    fn increment(&self, value: u64) {
        self.told("+", value as f64);
    }

    fn absolute(&self, value: u64) {
        self.told("=", value as f64);
    }
}

impl GaugeFn for Handle {
    fn increment(&self, value: f64) {
        self.told("+", value);
    }

    fn decrement(&self, value: f64) {
        self.told("-", value);
    }

    fn set(&self, value: f64) {
        assert!(value < 1000.0, "a recorder that panics");
        self.told("=", value);
    }
}

impl HistogramFn for Handle {
    fn record(&self, value: f64) {
        self.told("has", value);
    }
}

impl Recorder for Memory {
    fn describe_counter(&self, name: KeyName, unit: Option<Unit>, text: SharedString) {
        self.add(format!("describe {} {unit:?} {text}", name.as_str()));
    }

    fn describe_gauge(&self, name: KeyName, unit: Option<Unit>, text: SharedString) {
        self.add(format!("describe {} {unit:?} {text}", name.as_str()));
    }

    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, text: SharedString) {
        self.add(format!("describe {} {unit:?} {text}", name.as_str()));
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.handle("counter", key, metadata))
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.handle("gauge", key, metadata))
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.handle("histogram", key, metadata))
    }
}

/// A plugin that counts and measures.
fn measuring() -> Plugin {
    let source = plugin_source(
        r#"
        use std::sync::Mutex;
        use metrics::{Counter, Unit, counter, describe_counter, describe_histogram, gauge, histogram};

        #[plugin_fn]
        fn measure(path: &str) {
            describe_counter!("requests", Unit::Count, "how many there were");
            describe_histogram!("seconds", "how long they took");
            counter!("requests", "path" => path.to_owned(), "ok" => "yes").increment(2);
            counter!("bytes").absolute(7);
            gauge!("open").set(3.5);
            gauge!("open").increment(1.0);
            gauge!("open").decrement(0.5);
            histogram!("seconds").record(0.25);
        }

        static KEPT: Mutex<Option<Counter>> = Mutex::new(None);

        #[plugin_fn]
        fn keep() {
            let mut kept = KEPT.lock().unwrap();
            kept.get_or_insert_with(|| counter!("kept")).increment(1);
            std::mem::forget(gauge!("forgotten"));
        }

        #[plugin_fn]
        fn keep_what_panics_when_it_is_dropped() {
            for index in 0..3 {
                std::mem::forget(counter!("unlucky", "index" => index.to_string()));
            }
        }

        #[plugin_fn]
        fn too_much() {
            gauge!("open").set(1e9);
        }
        "#,
    );
    Plugin::new("measuring")
        .feature("metrics")
        .dependency("metrics = \"0.24\"")
        .source(source)
}

#[test]
fn what_a_plugin_measures_reaches_the_recorder_and_its_handles_die_with_it() {
    isolated(|| {
        let memory = Memory::default();
        metrics::set_global_recorder(memory.clone()).unwrap();
        let handles = || memory.0.handles.load(Ordering::SeqCst);
        let plugins = PluginDir::new();
        plugins.add(&measuring());
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = builder.build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        let plugin = || swapper.current().plugin("measuring").unwrap().clone();
        plugin().invoke::<()>("measure", ("/a",)).unwrap();
        assert_eq!(
            memory.take(),
            [
                "describe requests Some(Count) how many there were",
                "describe seconds None how long they took",
                "counter requests{path=/a,ok=yes} of measuring + 2",
                "counter bytes{} of measuring = 7",
                "gauge open{} of measuring = 3.5",
                "gauge open{} of measuring + 1",
                "gauge open{} of measuring - 0.5",
                "histogram seconds{} of measuring has 0.25",
            ]
        );
        assert_eq!(handles(), 0, "each was dropped at once");
        for _ in 0..3 {
            plugin().invoke::<()>("keep", ()).unwrap();
        }
        assert_eq!(memory.take(), ["counter kept{} of measuring + 1"; 3]);
        assert_eq!(handles(), 4);
        // A recorder that panics does not unwind into the plugin.
        plugin().invoke::<()>("too_much", ()).unwrap();
        plugins.remove("measuring");
        swapper.reload(&LiveData::none()).unwrap();
        wait_until("it is unloaded", || swapper.stats().unloaded == 1);
        assert_eq!(handles(), 0);
    });
}

#[test]
fn a_host_without_a_recorder_takes_nothing() {
    isolated(|| {
        let plugins = PluginDir::new();
        plugins.add(&measuring());
        let swapper = Swapper::builder(plugins.path()).build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        let plugin = swapper.current().plugin("measuring").unwrap().clone();
        plugin.invoke::<()>("measure", ("/a",)).unwrap();
        plugin.invoke::<()>("keep", ()).unwrap();
    });
}

#[test]
fn handles_that_panic_when_they_are_dropped_do_not_keep_the_end_of_a_plugin_from_being_known() {
    isolated(|| {
        let memory = Memory::default();
        metrics::set_global_recorder(memory.clone()).unwrap();
        let plugins = PluginDir::new();
        plugins.add(&measuring());
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = builder.build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        let plugin = swapper.current().plugin("measuring").unwrap().clone();
        let keep = "keep_what_panics_when_it_is_dropped";
        plugin.invoke::<()>(keep, ()).unwrap();
        drop(plugin);
        plugins.remove("measuring");
        swapper.reload(&LiveData::none()).unwrap();
        wait_until("it is unloaded", || swapper.stats().unloaded == 1);
        assert_eq!(memory.0.handles.load(Ordering::SeqCst), 0);
    });
}
