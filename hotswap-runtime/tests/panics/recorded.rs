//! Panics in a host that has a `tracing` subscriber: an event for each.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use hotswap_runtime::Swapper;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::{panic_of, serving};

/// The fields of an event, as a writer of JSON has them: no two may have one name.
#[derive(Default)]
struct Fields(BTreeMap<String, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let name = field.name().to_owned();
        let other = self.0.insert(name, format!("{value:?}"));
        assert_eq!(other, None, "two fields are called {field}");
    }
}

/// Keeps the events of errors.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Fields>>>);

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::ERROR
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.0.lock().unwrap().push(fields);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn in_a_thread(swapper: &Swapper) {
    let manager = swapper.current();
    let world = manager.plugin("world").unwrap();
    assert!(world.invoke::<bool>("in_a_thread", ()).unwrap());
}

#[test]
fn each_panic_is_one_event_with_plugin_message_and_place_in_fields_of_different_names() {
    let outcome = test_kit::child().env("RUST_BACKTRACE", "0").run(|_| {
        let log = Log::default();
        tracing::subscriber::set_global_default(log.clone()).unwrap();
        let (_plugins, swapper) = serving();
        panic_of(&swapper, "odd");
        in_a_thread(&swapper);
        let events = log.0.lock().unwrap();
        let messages = ["a panic whose payload is not text", "in a thread"];
        assert_eq!(events.len(), messages.len());
        for (Fields(event), message) in events.iter().zip(messages) {
            assert_eq!(event["message"], "a plugin panicked");
            assert_eq!(event["panic.message"], format!("{message:?}"));
            assert_eq!(event["plugin"], "\"world\"");
            assert!(event["location"].contains("world.rs:"), "{event:?}");
        }
    });
    assert!(outcome.success(), "{outcome}");
    assert!(!outcome.output.contains("in a thread"), "{outcome}");
}

#[test]
fn with_backtraces_on_the_event_of_a_panic_without_a_caller_has_one() {
    let outcome = test_kit::child().env("RUST_BACKTRACE", "1").run(|_| {
        let log = Log::default();
        tracing::subscriber::set_global_default(log.clone()).unwrap();
        let (_plugins, swapper) = serving();
        in_a_thread(&swapper);
        let events = log.0.lock().unwrap();
        let backtrace = &events[0].0["backtrace"];
        assert!(backtrace.contains("in_a_thread"), "{backtrace}");
    });
    assert!(outcome.success(), "{outcome}");
}

#[test]
fn a_panic_that_the_subscriber_does_not_take_is_printed() {
    let outcome = test_kit::child().env("RUST_BACKTRACE", "0").run(|_| {
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::OFF)
            .init();
        let (_plugins, swapper) = serving();
        in_a_thread(&swapper);
    });
    assert!(outcome.success(), "{outcome}");
    assert_eq!(
        outcome.output.matches("in a thread").count(),
        1,
        "{outcome}"
    );
}

#[test]
fn a_panic_whose_event_panics_is_printed() {
    let outcome = test_kit::child().env("RUST_BACKTRACE", "0").run(|_| {
        tracing_subscriber::fmt()
            .with_writer(|| -> std::io::Sink { panic!("the log is full") })
            .init();
        let (_plugins, swapper) = serving();
        in_a_thread(&swapper);
    });
    assert!(outcome.success(), "{outcome}");
    assert_eq!(
        outcome.output.matches("\nin a thread\n").count(),
        1,
        "{outcome}"
    );
}
