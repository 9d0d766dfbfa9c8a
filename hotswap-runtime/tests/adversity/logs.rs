use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use test_kit::isolated;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::{serving, wait_until};
use crate::common::scene::Actor;

/// A host's log, which does something at each event.
struct Log(fn());

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("hotswap")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        (self.0)();
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn a_log_that_panics_neither_undoes_what_is_done_nor_stops_what_goes_on() {
    isolated(|| {
        let log = Log(|| panic!("the disk is full"));
        tracing::subscriber::set_global_default(log).unwrap();
        let scene = serving("log_panics");
        scene.add(&Actor::new("world", 2).panics_in("on_free"));
        assert_eq!(scene.reload().unwrap().to_string(), "world: ok");
        let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
        staged.commit().unwrap();
        scene.add(
            &Actor::new("world", 3)
                .fails_in("on_load")
                .panics_in("on_free"),
        );
        let error = scene.reload().unwrap_err().to_string();
        assert!(error.contains("on_load went wrong"), "{error}");
        scene.add(&Actor::new("world", 4));
        scene.reload().unwrap();
        wait_until("the others are gone", || {
            scene.swapper.stats().unloaded == 3
        });
        let stats = scene.swapper.stats();
        assert_eq!((stats.freed, stats.versions.len()), (3, 1), "{stats}");
        drop(scene.end());
    });
}

#[test]
fn a_log_may_ask_for_stats_at_each_event() {
    static SWAPPER: OnceLock<Swapper> = OnceLock::new();
    static IS_ASKING: AtomicBool = AtomicBool::new(false);

    isolated(|| {
        let log = Log(|| {
            if let Some(swapper) = SWAPPER.get() {
                IS_ASKING.store(true, Ordering::Relaxed);
                assert!(!swapper.stats().to_string().is_empty());
                assert!(swapper.plugin_dir().exists());
                drop(swapper.current());
            }
        });
        tracing::subscriber::set_global_default(log).unwrap();
        let scene = serving("log_asks");
        SWAPPER.set(scene.swapper.clone()).unwrap();
        for version in [2, 3] {
            scene.add(&Actor::new("world", version).panics_in("on_free"));
            scene.reload().unwrap();
        }
        wait_until("the others are gone", || {
            scene.swapper.stats().unloaded == 2
        });
        assert!(IS_ASKING.load(Ordering::Relaxed));
    });
}
