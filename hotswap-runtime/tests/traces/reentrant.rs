//! Subscribers of the host that call a plugin, which records something itself.

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use hotswap_runtime::LoadedPlugin;
use test_kit::isolated;
use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber, info};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, registry, reload};

use crate::collector::Collector;
use crate::logging::logger;
use crate::scene::Scene;

/// Who is asked, once there is a plugin.
static ASKED: OnceLock<LoadedPlugin> = OnceLock::new();

static TIMES: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static IS_ASKING: Cell<bool> = const { Cell::new(false) };
}

/// A layer that asks a plugin about each callsite. The plugin logs that.
struct Asks;

impl<S: Subscriber> Layer<S> for Asks {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        if let Some(plugin) = ASKED.get() {
            TIMES.fetch_add(1, Ordering::Relaxed);
            plugin.invoke::<()>("at_all_levels", ()).unwrap();
        }
        Interest::always()
    }
}

#[test]
fn a_filter_may_ask_a_plugin_that_logs() {
    isolated(|| {
        let collector = Collector::default();
        registry().with(Asks).with(collector.clone()).init();
        let scene = Scene::serving(&logger());
        assert!(ASKED.set(scene.plugin()).is_ok());
        collector.events();
        info!("a callsite that was not seen before");
        assert!(TIMES.load(Ordering::Relaxed) > 0);
        collector.events();
        scene.tell("at_all_levels");
        assert_eq!(collector.events().len(), 5);
    });
}

/// A layer that asks a plugin about each callsite, with another target each time.
struct AsksEachTime;

impl<S: Subscriber> Layer<S> for AsksEachTime {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        if let Some(plugin) = ASKED.get()
            && !IS_ASKING.replace(true)
        {
            let target = format!("question-{}", TIMES.fetch_add(1, Ordering::Relaxed));
            plugin
                .invoke::<()>("to_target", (target.as_str(),))
                .unwrap();
            IS_ASKING.set(false);
        }
        Interest::always()
    }
}

#[test]
fn a_filter_that_changes_may_ask_a_plugin_that_logs() {
    isolated(|| {
        let collector = Collector::default();
        let (filter, handle) = reload::Layer::new(EnvFilter::new("info"));
        registry()
            .with(filter)
            .with(AsksEachTime)
            .with(collector.clone())
            .init();
        let scene = Scene::serving(&logger());
        scene.tell("at_all_levels");
        assert!(ASKED.set(scene.plugin()).is_ok());
        for filter in ["debug", "warn", "info"] {
            let before = TIMES.load(Ordering::Relaxed);
            handle.reload(EnvFilter::new(filter)).unwrap();
            assert!(TIMES.load(Ordering::Relaxed) > before);
        }
    });
}
